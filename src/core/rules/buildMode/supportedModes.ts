import type { Goarch } from '../../target/targets';

/** A way of building that not every GOARCH has: the value of `-buildmode`, or the flag's own name. */
export type Mode = 'pie' | 'plugin' | 'c-shared' | 'c-archive' | 'shared' | 'race' | 'msan' | 'asan';

/**
 * The GOARCHs of linux that have each mode, from BuildModeSupported,
 * RaceDetectorSupported, MSanSupported and ASanSupported of Go 1.24's
 * internal/platform/supported.go. Go 1.19 and 1.23 have no mode that 1.24
 * lacks, so what is missing here is missing in all of them.
 */
const supported: Readonly<Record<Mode, readonly Goarch[]>> = {
  pie: ['amd64', 'arm64', 'loong64', 'ppc64le', 'riscv64', 's390x'],
  plugin: ['amd64', 'arm64', 'loong64', 'ppc64le', 's390x'],
  'c-shared': ['amd64', 'arm64', 'loong64', 'ppc64le', 'riscv64', 's390x'],
  'c-archive': ['amd64', 'arm64', 'loong64', 'ppc64le', 'riscv64', 's390x'],
  shared: ['amd64', 'arm64', 'ppc64le', 's390x'],
  race: ['amd64', 'arm64', 'ppc64le', 's390x'],
  msan: ['amd64', 'arm64', 'loong64'],
  asan: ['amd64', 'arm64', 'loong64', 'ppc64le', 'riscv64'],
};

/** Every mode, in the order of the table. */
export const modes = Object.keys(supported) as readonly Mode[];

/** Whether Go can build in a mode for linux and a GOARCH. */
export function isSupported(mode: Mode, goarch: Goarch): boolean {
  return supported[mode].includes(goarch);
}

/** How the flag is written: `-buildmode=pie`, `-race`. */
export function flagOf(mode: Mode): string {
  return isSanitizer(mode) ? `-${mode}` : `-buildmode=${mode}`;
}

/** Whether a mode instruments the program instead of giving another kind of file. */
export function isSanitizer(mode: Mode): boolean {
  return mode === 'race' || mode === 'msan' || mode === 'asan';
}

/**
 * What Go says when it is asked for a mode that the GOARCH lacks. Older
 * releases (1.19) find out about c-archive only in the compiler, which says
 * `linux/mips64le does not support -shared`.
 */
export function refusal(mode: Mode, goarch: Goarch): string {
  const flag = flagOf(mode);
  return isSanitizer(mode)
    ? `${flag} is not supported on linux/${goarch}`
    : `${flag} not supported on linux/${goarch}`;
}
