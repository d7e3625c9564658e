import type { Target } from '../target/targets';
import type { Plan } from './plan';
import type { Toolchain } from './toolchain';

export interface ProgramInput {
  /** Absolute path of the executable. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly target: Target;
  readonly toolchain: Toolchain;
}

/** Runs an executable of the target under QEMU, after a look at its ELF header. */
export function programPlan({ file, args, cwd, target, toolchain }: ProgramInput): Plan {
  const name = file.split('/').at(-1) ?? file;
  return {
    title: `run ${name} for ${target.goarch}`,
    steps: [
      {
        kind: 'verify',
        id: 'verify',
        title: `verify the ELF header of ${name}`,
        file,
        target: target.goarch,
      },
      {
        kind: 'smoke',
        id: 'run',
        title: `run ${name} under QEMU`,
        command: toolchain.qemu,
        args: [...toolchain.qemuArgs, '-L', toolchain.sysroot, file, ...args],
        cwd,
        env: toolchain.asyncPreemptOff ? { GODEBUG: 'asyncpreemptoff=1' } : {},
      },
    ],
  };
}
