import type { Rule } from './rule';

/** What the judge finds and no other rule explains: the compiler's own words. */
export const rejectedOnTarget: Rule = {
  id: 'rejected-on-target',
  severity: 'error',
  documentation: {
    summary: 'Go accepts this for the host and rejects it for the target.',
    why: [
      'The judge runs Go’s own type checker over the package for both GOARCHs and reports what only the target rejects. This rule shows what none of the other rules explains, in the compiler’s words: constants that overflow (`cannot use unix.TUNSETIFF (untyped int constant 2147767498) as int32 value`), types that a tree declares once per architecture, and the like.',
    ],
    example: {
      language: 'go',
      before: 'var request int32 = unix.TUNSETIFF',
      after: 'var request uint32 = unix.TUNSETIFF',
    },
    fix: ['There is no ready-made fix; the message says what does not fit.'],
    notFound: [
      'What the host’s build rejects as well, such as code that has not been generated yet.',
      'Anything where Go is not installed: this rule has no findings without the judge.',
    ],
    seenIn: ['songgao/water, by way of golang/go#21596'],
  },
  fromFact(fact) {
    if (fact.kind !== 'rejected') return [];
    const { id: rule, severity } = rejectedOnTarget;
    return [
      { ...fact.at, rule, severity, certainty: fact.certainty, message: fact.compilerMessage, fixes: [] },
    ];
  },
};
