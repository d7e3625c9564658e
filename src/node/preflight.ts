import type { Translate } from '../core/l10n';
import type { PlanInput } from '../core/plan/componentPlans';
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
  const report = await probeBinfmt({ target, t, ...(binfmtDir === undefined ? {} : { binfmtDir }) });
  if (report.state === 'found') return undefined;
  const reason = report.problem ?? t('it is not registered');
  return t(
    '{0} runs programs for {1} only with {2}: {3}; "mips-port doctor" says what to do',
    toolchain.containers.kind,
    target.goarch,
    report.name,
    reason,
  );
}
