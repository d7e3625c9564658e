import { locationOf } from '../../go/nodes';
import type { GoFile, GoTree } from '../../go/packages';
import { makeTyping } from '../../go/typing';
import type { Finding } from '../../types';
import { isMips64 } from '../kernelStruct';
import type { PackageViews, Rule, RuleContext } from '../rule';
import { documentation } from './documentation';
import { fstatFix } from './fstatFix';
import { rawStats, statCalls, type RawStat } from './rawStats';

const statCall = /yscall6?(?:NoError)?\(\s*(?:uintptr\()?\w+\.SYS_(?:STAT|LSTAT|FSTAT|NEWFSTATAT)\b/;

/** Raw system calls that fill a `Stat_t`, which 64-bit MIPS kernels do not know. */
export const rawStat: Rule = {
  id: 'raw-stat',
  severity: 'error',
  documentation,
  fromPackage: (views, tree, context, only) => ofPackage(views, tree, context, only),
  needles: [{ text: '.Stat_t', confirm: statCall, besideKernel: true }],
};

function ofPackage(
  views: PackageViews,
  tree: GoTree,
  context: RuleContext,
  only: string | undefined,
): readonly Finding[] {
  const { abi, target } = context;
  if (!isMips64(target.goarch) || /(?:^|\/)golang\.org\/x\/sys\/unix$/.test(views.target.dir)) return [];
  const files = views.target.files.filter(
    (file) => (only === undefined || file.path === only) && statCall.test(file.text),
  );
  if (files.length === 0) return [];
  const typing = makeTyping('target', target.goarch, tree, abi);
  return files.flatMap((file) => {
    const stats = rawStats(file, views.target, typing);
    const fixable = stats.filter(({ raw }) => raw.name === 'SYS_FSTAT');
    const fix = fstatFix(fixable, file, views.target, typing, context.t);
    return stats.map((stat) => finding(stat, file, context, fixable.includes(stat) ? fix : undefined));
  });
}

function finding(
  stat: RawStat,
  file: GoFile,
  { t, target }: RuleContext,
  fix: ReturnType<typeof fstatFix>,
): Finding {
  const pkg = stat.package === 'syscall' ? 'syscall' : 'unix';
  const instead = `unix.${statCalls[stat.raw.name]?.instead ?? ''}`;
  return {
    rule: rawStat.id,
    severity: 'error',
    certainty: 'certain',
    ...locationOf(file.path, stat.pointer),
    message: t(
      '{0} fills the kernel’s struct stat, which is not {1} on {2}: times, block size and blocks are wrong; {3} translates it',
      stat.raw.name,
      `${pkg}.Stat_t`,
      target.goarch,
      instead,
    ),
    fixes: fix ? [fix] : [],
  };
}
