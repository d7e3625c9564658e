import { createBuildContext } from '../../go/buildContext';
import { directiveHolds, directivesOf, preamblesOf, type CgoDirective, type CgoWord } from '../../go/cgo';
import type { GoFile } from '../../go/packages';
import { LineIndex } from '../../positions';
import type { Finding, Fix, Severity } from '../../types';
import type { Rule, RuleContext } from '../rule';
import { documentation } from './documentation';
import { foreignFlag, namesArchitecture, type ForeignFlag } from './foreignFlag';
import { narrowEdit } from './narrowFix';

/** Flags of `#cgo` lines that are another architecture's. */
export const cgoFlags: Rule = {
  id: 'cgo-flags',
  severity: 'error',
  documentation,
  needles: [
    {
      text: '#cgo',
      withCgo: true,
      confirm: /#cgo[^\n]*:[^\n]*(?:-m|-fcf-|x86|x64|amd64|_64|arm64|elf_|__SSE|__AVX)/,
    },
  ],
  fromPackage: ({ target }, _, context, only) =>
    target.files
      .filter((file) => (only === undefined || file.path === only) && file.text.includes('#cgo'))
      .flatMap((file) => ofFile(file, context)),
};

/** Flags of one kind in one line. */
interface Group {
  readonly kind: ForeignFlag['kind'];
  readonly flags: readonly CgoWord[];
  /** The GOARCHs that all of them are for. */
  readonly goarchs: readonly string[];
}

function ofFile(file: GoFile, context: RuleContext): readonly Finding[] {
  const { host, target } = context;
  const [here, there] = [host, target].map(({ goarch }) => createBuildContext({ goarch }));
  if (!here || !there) return [];
  return preamblesOf(file)
    .flatMap(directivesOf)
    .filter(({ name }) => /^(?:C|CPP|CXX|F|LD)FLAGS$/.test(name.text))
    .filter((directive) => directiveHolds(directive, here) && directiveHolds(directive, there))
    .flatMap((directive) =>
      groupsOf(directive, context).map((group) => finding(group, directive, file, context)),
    );
}

function groupsOf({ flags }: CgoDirective, { host, target }: RuleContext): readonly Group[] {
  const groups = new Map<ForeignFlag['kind'], Group>();
  // A line with the folders of several architectures is a list of places to look in.
  const isList =
    flags.filter(({ text }) => namesArchitecture(text) && !foreignFlag(text, host.goarch, target.goarch))
      .length > 0;
  for (const flag of flags) {
    const foreign = foreignFlag(flag.text, host.goarch, target.goarch);
    if (!foreign || (isList && foreign.kind.endsWith('path'))) continue;
    const before = groups.get(foreign.kind);
    groups.set(foreign.kind, {
      kind: foreign.kind,
      flags: [...(before?.flags ?? []), flag],
      goarchs: before ? before.goarchs.filter((goarch) => foreign.goarchs.includes(goarch)) : foreign.goarchs,
    });
  }
  return [...groups.values()];
}

function finding(group: Group, directive: CgoDirective, file: GoFile, context: RuleContext): Finding {
  const { kind, flags } = group;
  const first = flags[0] ?? directive.name;
  const last = flags.at(-1) ?? first;
  return {
    rule: cgoFlags.id,
    severity: severities[kind],
    certainty: kind === 'rejected' ? 'certain' : 'likely',
    file: file.path,
    ...new LineIndex(file.text).range(first.start, last.end),
    message: messageOf(group, directive, context),
    fixes: fixesOf(group, directive, file, context),
  };
}

const severities: Readonly<Record<ForeignFlag['kind'], Severity>> = {
  rejected: 'error',
  native: 'warning',
  defines: 'warning',
  'own path': 'warning',
  'system path': 'info',
};

function messageOf({ kind, flags }: Group, { name }: CgoDirective, { t, host, target }: RuleContext): string {
  const words = flags.map(({ text }) => text).join(' ');
  switch (kind) {
    case 'rejected':
      return name.text === 'LDFLAGS'
        ? t('The C linker for {0} rejects {1}', target.goarch, words)
        : t('The C compiler for {0} rejects {1}', target.goarch, words);
    case 'native':
      return t('A cross compiler for {0} does not take {1}', target.goarch, words);
    case 'defines':
      return t(
        '{0} tells the C sources that they are compiled for {1}, on {2} too',
        words,
        host.goarch,
        target.goarch,
      );
    case 'own path':
    case 'system path':
      return t('{0} is for {1}, and the build for {2} uses it too', words, host.goarch, target.goarch);
  }
}

function fixesOf(
  { kind, flags, goarchs }: Group,
  directive: CgoDirective,
  file: GoFile,
  { t, target }: RuleContext,
): readonly Fix[] {
  if (kind === 'native') return [];
  const tags = goarchs.length > 0 ? goarchs : [`!${target.goarch}`];
  const title =
    goarchs.length > 0
      ? t('Use {0} only on {1}', flags.map(({ text }) => text).join(' '), goarchs.join(', '))
      : t('Leave {0} out on {1}', flags.map(({ text }) => text).join(' '), target.goarch);
  // Without the folder the linker looks where it always looks; what lies in the tree it then lacks.
  const safe = kind === 'rejected' || kind === 'system path';
  return [{ title, safe, edits: [narrowEdit(file, directive, flags, tags)] }];
}
