import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Translate } from '../core/l10n';
import type { PlanInput } from '../core/plan/componentPlans';
import type { Target } from '../core/target/targets';
import { probeBinfmt } from './probe';

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
  return emulationProblem(toolchain.containers.kind, target, t, binfmtDir);
}

/**
 * Why programs of the target do not run in containers and build stages of this
 * machine, with what mends it; undefined where they do.
 *
 * @param engine What runs the containers.
 */
export async function emulationProblem(
  engine: string,
  target: Target,
  t: Translate,
  binfmtDir = '/proc/sys/fs/binfmt_misc',
): Promise<string | undefined> {
  const report = await probeBinfmt({ target, t, binfmtDir });
  if (report.state === 'found') return undefined;
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
  return report.path === undefined
    ? t('{0}; as root, write the line of {1} to {2}', problem, line, register)
    : t('{0}; as root, write -1 to {1}, then the line of {2} to {3}', problem, report.path, line, register);
}
