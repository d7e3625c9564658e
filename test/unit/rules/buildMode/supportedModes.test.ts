import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  flagOf,
  isSanitizer,
  isSupported,
  modes,
  refusal,
} from '../../../../src/core/rules/buildMode/supportedModes';
import { targets } from '../../../../src/core/target/targets';
import { describeWith, goCommands } from '../../support/tools';

describeWith(['go'], 'the table of build modes', () => {
  it.each(goCommands())('has every mode that Go $version has', (go) => {
    // The file moved from cmd/internal/sys in Go 1.20; the functions kept their names.
    const source = ['internal/platform/supported.go', 'cmd/internal/sys/supported.go']
      .map((file) => join(go.root, 'src', file))
      .find((file) => existsSync(file));
    const text = readFileSync(source ?? '', 'utf8');
    for (const mode of modes) {
      for (const { goarch } of targets) {
        const known = namedInSource(text, mode).has(goarch);
        if (known) expect(isSupported(mode, goarch), `${mode} ${goarch}`).toBe(true);
      }
    }
  });

  const [newest] = goCommands().slice(-1);
  it('has no mode that the newest Go of this machine lacks', () => {
    const go = newest?.root ?? '';
    const text = readFileSync(join(go, 'src/internal/platform/supported.go'), 'utf8');
    for (const mode of modes) {
      const inTable = targets.map(({ goarch }) => goarch).filter((goarch) => isSupported(mode, goarch));
      const inSource = targets
        .map(({ goarch }) => goarch)
        .filter((goarch) => namedInSource(text, mode).has(goarch));
      expect(inSource, mode).toEqual(inTable);
    }
  });

  it.each(goCommands().flatMap((go) => modes.map((mode) => ({ go: go.version, mode, command: go.command }))))(
    'is what Go $go says of $mode on mips64le',
    ({ go, mode, command }) => {
      const dir = mkdtempSync(join(tmpdir(), 'mips-port-mode-'));
      try {
        writeFileSync(join(dir, 'go.mod'), 'module x\n');
        writeFileSync(join(dir, 'main.go'), 'package main\n\nfunc main() {}\n');
        const env = { ...process.env, GOOS: 'linux', GOARCH: 'mips64le', GOTOOLCHAIN: 'local', GOFLAGS: '' };
        // msan and asan ask for cgo before they ask for the platform.
        const sanitized = isSanitizer(mode) ? { ...env, CGO_ENABLED: '1' } : env;
        let said = '';
        try {
          execFileSync(command, ['build', flagOf(mode), '.'], {
            cwd: dir,
            env: sanitized,
            stdio: 'pipe',
          });
        } catch (error) {
          said = String((error as { stderr: Buffer }).stderr);
        }
        const early = mode === 'c-archive' && go === '1.19';
        expect(said).toContain(early ? 'linux/mips64le does not support -shared' : refusal(mode, 'mips64le'));
      } finally {
        rmSync(dir, { recursive: true });
      }
    },
    120_000,
  );
});

/** The GOARCHs of linux that Go's source names for a mode. */
function namedInSource(text: string, mode: string): ReadonlySet<string> {
  const name = { race: 'RaceDetectorSupported', msan: 'MSanSupported', asan: 'ASanSupported' }[mode];
  if (name !== undefined) {
    const body = /case "linux":\s*return ([^\n]*)/.exec(text.slice(text.indexOf(`func ${name}`)))?.[1] ?? '';
    return new Set([...body.matchAll(/goarch == "(\w+)"/g)].map((match) => match[1] ?? ''));
  }
  const modesSource = text.slice(text.indexOf('func BuildModeSupported'));
  const start = modesSource.indexOf(`case "${mode}":`);
  const body = modesSource.slice(start, modesSource.indexOf('return true', start) + 1);
  const linux = [
    ...(modesSource
      .slice(start)
      .split(/\n\tcase "/)[0]
      ?.matchAll(/"linux\/(\w+)"/g) ?? []),
  ];
  if (linux.length > 0) return new Set(linux.map((match) => match[1] ?? ''));
  // c-archive is decided by GOOS first, and then by a list of GOARCHs.
  const list = /case "linux":\s*switch goarch \{\s*case ([^:]*):/.exec(modesSource.slice(start))?.[1] ?? body;
  return new Set([...list.matchAll(/"(\w+)"/g)].map((match) => match[1] ?? ''));
}
