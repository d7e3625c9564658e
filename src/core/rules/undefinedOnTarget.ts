import type { ExcludedPackageFact, Fact, MissingBodyFact, UndefinedFact } from '../go/facts';
import type { Finding, Fix } from '../types';
import { archFileFixes } from './archFileFix';
import { excludedPackageFixes } from './excludedPackageFix';
import { adviceFor, equivalentFixes } from './equivalentFix';
import { missingBodyFixes } from './missingBodyFix';
import type { Rule, RuleContext, RuleDocumentation } from './rule';
import { tableEntryFix } from './tableEntryFix';

const documentation: RuleDocumentation = {
  summary:
    'A name, field, function body or package that exists in the host’s build is missing from the target’s build.',
  why: [
    'The kernel’s interface is not the same everywhere. MIPS has no `SIGSTKFLT` (its slot is `SIGEMT`), no `SYS_TIME` and no `SYS_SELECT`, and `PtraceRegs` holds other registers, so Go’s `syscall` and `golang.org/x/sys/unix` do not declare these names on linux/mips64le: `undefined: unix.SIGSTKFLT`, `r.Rip undefined (type syscall.PtraceRegs has no field or method Rip)`.',
    'Many packages keep a table in one file per architecture (`maxmap_amd64.go`, `//go:build amd64 || arm64`). An architecture nobody thought of has none: `undefined: maxMapSize`. The same happens to functions whose body is assembly (`missing function body`), and to packages of which every file is for other architectures (`build constraints exclude all Go files`).',
    'What each GOARCH has is read from the ABI tables and from the build constraints of the tree.',
  ],
  example: {
    language: 'go',
    before: '// maxmap_amd64.go\npackage db\n\nconst maxMapSize = 0xFFFFFFFFFFFF',
    after:
      '// maxmap_mips64x.go\n//go:build mips64 || mips64le\n\npackage db\n\nconst maxMapSize = 0xFFFFFFFFFFFF',
  },
  fix: [
    'The target’s own equivalent where there is one that also exists on the host.',
    'The build constraint of the declaring file is widened, where the file holds nothing of its architecture. It is tried out first: the fix is called safe only when everything in the file exists on the target too.',
    'Otherwise a file for the target is made from the nearest 64-bit little-endian sibling. Constants that are numbers of the kernel’s get the target’s numbers.',
    'An entry of a package-level map (`"SIGSTKFLT": unix.SIGSTKFLT`) moves to a file that the architectures without that constant leave out.',
    'A function without a body gets the one in Go that the package has for it: where a tag asks for the file of those (`//go:build purego`), both files’ constraints name the GOARCHs that have assembly; where a function of the same parameters stands beside it (`Exp` and `exp`, `add` and `addGeneric`), a file of assembly jumps there, as Go’s own `math` has it.',
    'A package of which every file leaves the target out by its constraint is built for it too, where nothing in these files is of the host.',
    'There is no fix for assembly without anything in Go that does the same, and for packages with a file for each GOARCH: they need an implementation.',
  ],
  notFound: [
    'Names that both builds declare, in whatever files.',
    'Files that the target’s build leaves out.',
    'Names of a vendored `x/sys/unix` that is newer than the tables.',
    'Functions without body that `//go:linkname` binds.',
  ],
  seenIn: [
    'moby/moby#37491, golang/go#33381 (SIGSTKFLT)',
    'boltdb/bolt#656, etcd-io/bbolt#21 and #334, rqlite/rqlite#901 (maxMapSize)',
    'shirou/gopsutil#273 and #509 (sizeOfUtmp), minio/madmin-go#260, vishvananda/netns#32',
    'remyoudompheng/bigfft#5, chewxy/math32#40, cronokirby/saferith#48 (assembly without fallback)',
    'cloudreve/Cloudreve#1640, 0xERR0R/blocky#2082 (packages without MIPS)',
  ],
};

/** Names that the host's build has and the target's lacks. */
export const undefinedOnTarget: Rule = {
  id: 'undefined-on-target',
  severity: 'error',
  documentation,
  fromFact(fact, context) {
    switch (fact.kind) {
      case 'undefined':
        return [undefinedName(fact, context)];
      case 'missing-body':
        return [finding(fact, missingBody(fact, context), missingBodyFixes(fact, context))];
      case 'excluded-package':
        return [finding(fact, excludedPackage(fact, context), excludedPackageFixes(fact, context))];
      case 'width':
      case 'rejected':
        return [];
    }
  },
};

function finding(fact: Exclude<Fact, { kind: 'width' }>, message: string, fixes: readonly Fix[]): Finding {
  return {
    ...fact.at,
    rule: undefinedOnTarget.id,
    severity: undefinedOnTarget.severity,
    certainty: fact.certainty,
    message,
    fixes,
  };
}

function undefinedName(fact: UndefinedFact, context: RuleContext): Finding {
  const advice = adviceFor(fact, context);
  const what = undefinedWords(fact, context);
  if (advice) {
    const moved = tableEntryFix(fact, context);
    const fixes = [...equivalentFixes(fact, advice, context), ...(moved ? [moved] : [])];
    return finding(fact, context.t('{0}; {1}', what, advice.reason), fixes);
  }
  const [first] = fact.declaredIn;
  if (first === undefined) return finding(fact, what, []);
  const where = context.t(
    '{0}; it is declared only in {1}, which linux/{2} leaves out',
    what,
    fact.declaredIn.map(baseName).join(', '),
    context.target.goarch,
  );
  return finding(fact, where, archFileFixes(first, fullName(fact), context));
}

/** In the compiler's vocabulary. */
function undefinedWords(fact: UndefinedFact, { t, target }: RuleContext): string {
  const { name, importPath, member } = fact;
  const short = importPath === undefined ? '' : `${baseName(importPath)}.`;
  if (member !== undefined) {
    return t(
      '{0} undefined on {1} (type {2} has no field or method {0})',
      name,
      target.goarch,
      short + member,
    );
  }
  return t('undefined on {0}: {1}', target.goarch, short + name);
}

function fullName({ member, name }: UndefinedFact): string {
  return member === undefined ? name : `${member}.${name}`;
}

function missingBody({ name, assembly }: MissingBodyFact, { t, target }: RuleContext): string {
  if (assembly.length === 0) {
    return t(
      'missing function body on {0}: {1} has none, and only where a package has assembly the compiler does not ask',
      target.goarch,
      name,
    );
  }
  return t(
    'missing function body on {0}: {1} is written in assembly only in {2}',
    target.goarch,
    name,
    assembly.map(baseName).join(', '),
  );
}

function excludedPackage({ importPath }: ExcludedPackageFact, { t, target }: RuleContext): string {
  return t('build constraints exclude all Go files of {0} on linux/{1}', importPath, target.goarch);
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
