import type { UseContext, WidthFact } from '../go/facts';
import type { AbiPackage } from '../target/abi';
import type { Edit, Finding, Fix } from '../types';
import { nolintEdit } from './nolint';
import type { Rule, RuleContext, RuleDocumentation } from './rule';

const documentation: RuleDocumentation = {
  summary:
    'A field of syscall or x/sys/unix has an integer type on the target that does not fit where the type it has on amd64 is required.',
  why: [
    'Go generates the structs of `syscall` and `golang.org/x/sys/unix` from each architecture’s kernel headers. On linux/mips64le `Stat_t.Dev`, `Rdev`, `Nlink` and `Blksize` are `uint32`, where amd64 has `uint64` and `int64`. Go converts nothing by itself, so code that hands such a field to a `uint64` parameter, field or variable builds on amd64 and fails on mips64le.',
    'The compiler’s words depend on its release: `cannot use s.Rdev (type uint32) as type uint64 in field value` up to Go 1.17, `cannot use s.Rdev (variable of type uint32) as type uint64 in struct literal` in 1.18 and 1.19, `cannot use stat.Rdev (variable of type uint32) as uint64 value in argument to unix.Major` from 1.20; and `invalid operation: stat.Rdev != dev (mismatched types uint32 and uint64)`.',
    'Which fields differ is read from the ABI tables, made from Go’s `src/syscall` and `golang.org/x/sys/unix` (golang/go#16500, golang/go#42370).',
  ],
  example: {
    language: 'go',
    before: 'major := unix.Major(st.Rdev)',
    after: 'major := unix.Major(uint64(st.Rdev)) //nolint:unconvert // Rdev is uint32 on mips64le',
  },
  fix: [
    'The value is converted to the type it has on the host, where it enters: `dev := uint64(st.Rdev)`, not at every later use. On the host that changes nothing, on the target it widens.',
    'Where other uses need the target’s own type (`dev == other.Dev`), only the uses that want the host’s are converted.',
    'Where golangci-lint runs `unconvert`, which calls the conversion unnecessary on amd64, the line gets `//nolint:unconvert` with the reason.',
    'There is no fix where the field is assigned to or its address is taken: no one type serves both.',
  ],
  notFound: [
    'Values that are converted already, and comparisons of the same field on both sides.',
    'Comparisons and arithmetic with untyped constants, shift counts, and arguments of type `any` as in `fmt.Printf`.',
    'Values whose type cannot be told from the tree and the tables; the judge decides those.',
    'Files that the target’s build leaves out.',
  ],
  seenIn: [
    'opencontainers/runc#1824, #4723, #4962 and #4964',
    'moby/moby#28058 and #37490 (the linter’s complaint)',
    'containerd/containerd commit d8322e38c',
    'kubernetes/kubernetes#86744, google/cadvisor#2253, containers/storage#444, containers/psgo#77, ory/dockertest#419',
  ],
};

/** Integers of the kernel's structs that have another width on the target. */
export const statWidth: Rule = {
  id: 'stat-width',
  severity: 'error',
  documentation,
  fromFact(fact, context) {
    return fact.kind === 'width' ? [findingOf(fact, context)] : [];
  },
};

function findingOf(fact: WidthFact, context: RuleContext): Finding {
  return {
    ...fact.origin,
    rule: statWidth.id,
    severity: statWidth.severity,
    certainty: fact.certainty,
    message: messageOf(fact, context),
    fixes: fact.convertible ? [conversion(fact, context)] : [],
  };
}

function messageOf(fact: WidthFact, { t, host, target }: RuleContext): string {
  if (fact.hostType === fact.targetType) {
    // The place differs, not the value.
    const value = t('{0} is {1}', oneLine(fact.originText), fact.hostType);
    return t('{0}; on {1} {2}', value, target.goarch, wantsOf(fact.context, fact, t));
  }
  const differs = t(
    '{0} is {1} on {2} and {3} on {4}',
    oneLine(fact.originText),
    fact.targetType,
    target.goarch,
    fact.hostType,
    host.goarch,
  );
  const wants = wantsOf(fact.context, fact, t);
  const { use, origin } = fact;
  const elsewhere = use.file !== origin.file || use.line !== origin.line;
  return elsewhere ? t('{0}; in line {1} {2}', differs, use.line, wants) : t('{0}; {1}', differs, wants);
}

function wantsOf(context: UseContext, { taker, wanted }: WidthFact, t: RuleContext['t']): string {
  if (context === 'return') {
    return taker === undefined ? t('the function returns {0}', wanted) : t('{0} returns {1}', taker, wanted);
  }
  if (taker === undefined) return t('{0} is required', wanted);
  switch (context) {
    case 'argument':
      return t('{0} takes {1}', taker, wanted);
    case 'field':
      return t('the field {0} is {1}', taker, wanted);
    case 'element':
      return t('the elements of {0} are {1}', taker, wanted);
    case 'index':
      return t('the keys of {0} are {1}', taker, wanted);
    case 'send':
      return t('{0} carries {1}', taker, wanted);
    case 'assignment':
    case 'declaration':
    case 'operation':
    case 'case':
      return t('{0} is {1}', taker, wanted);
  }
}

function conversion(fact: WidthFact, context: RuleContext): Fix {
  const { origin, originText, wanted } = fact;
  const convert: Edit = { ...origin, newText: `${wanted}(${originText})` };
  const nolint = nolintOf(fact, context);
  return {
    title: context.t('Convert {0} to {1}', oneLine(originText), wanted),
    safe: true,
    edits: nolint ? [convert, nolint] : [convert],
  };
}

function nolintOf(fact: WidthFact, context: RuleContext): Edit | undefined {
  const { file, endLine, endColumn } = fact.origin;
  if (!context.nolintUnconvert(file)) return undefined;
  const text = context.files.readText(file);
  if (text === undefined) return undefined;
  const line = text.split('\n')[endLine - 1] ?? '';
  return nolintEdit(file, text, { line: endLine, column: endColumn }, reasonOf(fact, line, context));
}

/**
 * `Rdev is uint32 on mips64le`. It names every field of the line whose type
 * differs, so that all findings of a line ask for the same comment. It is not
 * translated: it becomes part of the sources.
 */
function reasonOf(fact: WidthFact, line: string, { abi, host, target }: RuleContext): string {
  const [, pkg, struct, field] = /^(.*)\.(\w+)\.(\w+)$/.exec(fact.source ?? '') ?? [];
  const fields = (goarch: RuleContext['host']['goarch']) =>
    isAbiPackage(pkg) && struct !== undefined ? (abi.table(pkg, goarch).struct(struct)?.fields ?? []) : [];
  const [here, there] = [fields(host.goarch), fields(target.goarch)];
  const written = new Set([...line.matchAll(/\.(\w+)/g)].map((match) => match[1]));
  const types = new Map<string, string[]>();
  for (const { name, type } of there) {
    const differs = here.some((other) => other.name === name && other.type !== type);
    if (differs && written.has(name)) types.set(type, [...(types.get(type) ?? []), name]);
  }
  if (types.size === 0)
    return `${field ?? oneLine(fact.originText)} is ${fact.targetType} on ${target.goarch}`;
  const parts = [...types].map(([type, names]) => {
    const last = names.at(-1) ?? '';
    return names.length === 1
      ? `${last} is ${type}`
      : `${names.slice(0, -1).join(', ')} and ${last} are ${type}`;
  });
  return `${parts.join(', ')} on ${target.goarch}`;
}

function isAbiPackage(path: string | undefined): path is AbiPackage {
  return path === 'syscall' || path === 'golang.org/x/sys/unix';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
