import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Translate } from '../core/l10n';
import type { PlanInput } from '../core/plan/componentPlans';
import type { Target } from '../core/target/targets';
import { probeBinfmt } from './probeBinfmt';
import type { ToolReport } from './toolReport';

/**
 * What a strategy lacks on this machine that its first command would tell in
 * riddles, as `exec format error`; undefined where nothing speaks against it.
 */
export async function strategyProblem(
  { component, root, target, toolchain }: PlanInput,
  t: Translate,
  binfmtDir?: string,
): Promise<string | undefined> {
  const { build, name } = component;
  if (build.strategy !== 'emulated') return undefined;
  if (build.image === undefined) {
    return t('component "{0}": strategy emulated needs build.image', name);
  }
  if (root.includes(':')) {
    return t('{0} cannot be mounted into a container: its name holds ":"', root);
  }
  return (await emulationOf(toolchain.containers.kind, target, t, binfmtDir)).problem;
}

/** How programs of the target run in containers and build stages of this machine. */
export interface Emulation {
  /** Why they do not, with what mends it. */
  readonly problem?: string;
  /** What to know of the emulator, though it will do. */
  readonly advice?: string;
}

/**
 * Whether programs of the target run in containers and build stages of this
 * machine: how QEMU is registered with the kernel, and which QEMU it is.
 *
 * @param engine What runs the containers.
 */
export async function emulationOf(
  engine: string,
  target: Target,
  t: Translate,
  binfmtDir?: string,
): Promise<Emulation> {
  const report = await probeBinfmt({ target, t, ...(binfmtDir !== undefined && { binfmtDir }) });
  if (report.state === 'found') return report.advice === undefined ? {} : { advice: report.advice };
  return { problem: problemOf(report, engine, target, t, binfmtDir) };
}

function problemOf(
  report: ToolReport,
  engine: string,
  target: Target,
  t: Translate,
  binfmtDir = '/proc/sys/fs/binfmt_misc',
): string {
  const reason = report.problem ?? t('it is not registered');
  const problem = t(
    '{0} runs programs for {1} only with {2}: {3}',
    engine,
    target.goarch,
    report.name,
    reason,
  );
  // Debian's line has the flag F and a mask that lets EI_ABIVERSION through.
  const line = `/usr/lib/binfmt.d/qemu-${target.qemu}.conf`;
  const register = join(binfmtDir, 'register');
  if (!existsSync(line)) return t('{0}; install qemu-user-static, or see "mips-port doctor"', problem);
  if (!existsSync(register)) {
    return t(
      '{0}; as root, mount binfmt_misc on {1} and write the line of {2} to {3}',
      problem,
      binfmtDir,
      line,
      register,
    );
  }
  if (report.path === undefined)
    return t('{0}; as root, write the line of {1} to {2}', problem, line, register);
  // The kernel keeps the emulator open that was there when it was registered.
  return report.version !== undefined
    ? t(
        '{0}; install a newer qemu-user-static, then as root write -1 to {1} and the line of {2} to {3}',
        problem,
        report.path,
        line,
        register,
      )
    : t('{0}; as root, write -1 to {1}, then the line of {2} to {3}', problem, report.path, line, register);
}
