import type { Fact } from '../../../src/core/go/facts';
import { rules } from '../../../src/core/rules';
import type { Finding, Location } from '../../../src/core/types';

/** Rules about what the compiler rejects: those that facts make findings of. Others no compiler judges. */
export const compileRules: ReadonlySet<string> = new Set(
  rules.filter((rule) => rule.fromFact !== undefined).map((rule) => rule.id),
);

/** A fact of the judge's, with the finding that its rule made of it. */
export interface Judged {
  readonly fact: Fact;
  readonly finding: Finding;
}

/** Tier 0 beside the judge, for one rule. */
export interface RuleScore {
  readonly rule: string;
  /** How many the judge reports, and how many of those tier 0 has too. */
  readonly judged: number;
  readonly found: number;
  /** Tier 0's certain findings in files that the judge knows in full, and how many of those it confirms. */
  readonly certain: number;
  readonly confirmed: number;
}

export interface Comparison {
  readonly scores: readonly RuleScore[];
  readonly missed: readonly Judged[];
  readonly denied: readonly Finding[];
  /** Certain findings in files that the judge could not know in full. */
  readonly notJudged: readonly Finding[];
  /** How many findings rules made that no compiler judges, by rule. */
  readonly others: ReadonlyMap<string, number>;
}

/**
 * Matches tier 0's findings with the judge's, one to one: first those that
 * begin at the same place, then those of the same rule on the line where the
 * value enters or where the compiler complains.
 *
 * @param checkedFiles files of which the judge knows both views in full
 */
export function compareTiers(
  scanned: readonly Finding[],
  judged: readonly Judged[],
  checkedFiles: ReadonlySet<string>,
): Comparison {
  const mine = scanned.filter(({ rule }) => compileRules.has(rule));
  const pairs = new Map<Judged, Finding>();
  const taken = new Set<Finding>();
  for (const isSame of [samePlace, sameLine]) {
    for (const one of judged) {
      if (pairs.has(one)) continue;
      const match = mine.find((finding) => !taken.has(finding) && isSame(finding, one));
      if (!match) continue;
      pairs.set(one, match);
      taken.add(match);
    }
  }
  const certain = mine.filter(({ certainty }) => certainty === 'certain');
  const isJudged = (finding: Finding): boolean => taken.has(finding) || checkedFiles.has(finding.file);
  const scores = [...compileRules].map((rule): RuleScore => {
    const ofJudge = judged.filter(({ finding }) => finding.rule === rule);
    const ofTier0 = certain.filter((finding) => finding.rule === rule && isJudged(finding));
    return {
      rule,
      judged: ofJudge.length,
      found: ofJudge.filter((one) => pairs.has(one)).length,
      certain: ofTier0.length,
      confirmed: ofTier0.filter((finding) => taken.has(finding)).length,
    };
  });
  return {
    scores,
    missed: judged.filter((one) => !pairs.has(one)),
    denied: certain.filter((finding) => isJudged(finding) && !taken.has(finding)),
    notJudged: certain.filter((finding) => !isJudged(finding)),
    others: countByRule(scanned.filter(({ rule }) => !compileRules.has(rule))),
  };
}

function samePlace(finding: Finding, { finding: other }: Judged): boolean {
  return sameLineOf(finding, other, other.rule) && finding.column === other.column;
}

function sameLine(finding: Finding, { fact, finding: other }: Judged): boolean {
  const places: readonly Location[] = fact.kind === 'width' ? [other, fact.use] : [other];
  return places.some((place) => sameLineOf(finding, place, other.rule));
}

function sameLineOf(finding: Finding, place: Location, rule: string): boolean {
  return finding.rule === rule && finding.file === place.file && finding.line === place.line;
}

function countByRule(findings: readonly Finding[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return counts;
}
