import { activeText, type SeenFile } from '../../c/preprocess';
import { LineIndex } from '../../positions';
import { namesOf } from '../../target/architectureNames';
import type { Certainty, Finding, Severity } from '../../types';
import { compiledUnits, unitsWith } from '../cgoSources';
import type { Rule, RuleContext } from '../rule';
import { documentation } from './documentation';
import { isForeignHeader } from './headers';
import { x86Assembly } from './inlineAssembly';

const words =
  /intrin\.h|cpuid\.h|mm_malloc\.h|<(?:asm|sys)\/|arm_\w+\.h|\basm\b|__asm|__builtin_ia32_|AUDIT_ARCH_/;

/** Headers, inline assembly and constants of another machine in the C of cgo packages. */
export const intrinsicHeader: Rule = {
  id: 'intrinsic-header',
  severity: 'error',
  documentation,
  needles: [{ text: '"C"', withCgo: true, confirm: words }],
  fromPackage: ({ target }, _, context, only) =>
    target.files
      .filter((file) => !file.isTest && (only === undefined || file.path === only) && words.test(file.text))
      .flatMap((file) =>
        merged(
          compiledUnits(target, context)
            .filter((unit) => unit.path === file.path)
            .flatMap(({ files }) => files)
            .filter(({ path }) => path === file.path)
            .flatMap((seen) => ofFile(seen, file.text, context)),
        ),
      ),
  wantsFile: (path) => /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|inc|S|sx)$/.test(path),
  fileNeedles: [
    { text: 'intrin.h' },
    { text: 'cpuid.h' },
    { text: 'mm_malloc.h' },
    { text: '<asm/' },
    { text: '<sys/', confirm: /<sys\/(?:io|perm|reg|debugreg|platform)\b/ },
    { text: 'asm', confirm: /\basm\b|__asm/ },
    { text: '__builtin_ia32_' },
    { text: 'AUDIT_ARCH_' },
  ],
  fromFile: ({ path, text }, context) =>
    merged(
      unitsWith(path, context)
        .flatMap(({ files }) => files.filter((file) => file.path === path))
        .flatMap((seen) => ofFile(seen, text, context)),
    ),
};

/** What several compilations say of one place is said once. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((one) => [`${one.line}:${one.column}`, one])).values()];
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly severity: Severity;
  readonly certainty: Certainty;
  readonly message: string;
}

function ofFile(seen: SeenFile, text: string, context: RuleContext): readonly Finding[] {
  const index = new LineIndex(text);
  const active = activeText(seen);
  return [...headers(seen, context), ...assembly(active, context), ...auditArchs(active, context)].map(
    ({ start, end, ...rest }) => ({
      rule: intrinsicHeader.id,
      ...rest,
      file: seen.path,
      ...index.range(start, end),
      fixes: [],
    }),
  );
}

function headers({ includes }: SeenFile, { host, target, t }: RuleContext): readonly Place[] {
  return includes
    .filter(({ name }) => isForeignHeader(name, host.goarch, target.goarch))
    .map(({ name, start, end }) => ({
      start,
      end,
      severity: 'error',
      certainty: 'certain',
      message: t('{0} is a header of {1}; there is none for {2}', name, host.goarch, target.goarch),
    }));
}

function assembly(active: string, { host, target, t }: RuleContext): readonly Place[] {
  if (host.goarch !== 'amd64') return [];
  const statements = x86Assembly(active).map(({ start, end, evidence, inStatic }): Place => {
    const message = t(
      'Inline assembly of {0} is compiled for {1}: {2}',
      host.goarch,
      target.goarch,
      evidence,
    );
    return inStatic
      ? { start, end, severity: 'warning', certainty: 'likely', message }
      : { start, end, severity: 'error', certainty: 'certain', message };
  });
  const builtins = [...active.matchAll(/\b__builtin_ia32_\w+(?=\s*\()/g)].map((match): Place => ({
    start: match.index,
    end: match.index + match[0].length,
    severity: 'error',
    certainty: 'certain',
    message: t('{0} is a built-in function of {1}; {2} has none', match[0], host.goarch, target.goarch),
  }));
  return [...statements, ...builtins];
}

/** A filter of system calls that asks for the host's number of the machine and knows no other. */
function auditArchs(active: string, { host, target, t }: RuleContext): readonly Place[] {
  const used = [...active.matchAll(/\bAUDIT_ARCH_\w+/g)];
  const names = new Set(used.map(([name]) => name));
  const [own, others] = [namesOf(host.goarch, 'audit'), namesOf(target.goarch, 'audit')];
  const [first] = used.filter(([name]) => name === own[0]);
  if (!first || others.some((name) => names.has(name)) || [...names].some((name) => !own.includes(name)))
    return [];
  return [
    {
      start: first.index,
      end: first.index + first[0].length,
      severity: 'warning',
      certainty: 'likely',
      message: t(
        '{0} is compared on {1} too, where the kernel says {2}',
        first[0],
        target.goarch,
        others[0] ?? '',
      ),
    },
  ];
}
