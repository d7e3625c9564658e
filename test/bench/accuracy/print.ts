import type { Fact } from '../../../src/core/go/facts';
import type { Finding, ScanStats } from '../../../src/core/types';
import type { JudgeResult } from '../../../src/node/judge/judge';
import { compileRules, type Comparison, type RuleScore } from './compare';
import type { Compiled } from './compiler';
import type { ReasonOf } from './reasons';
import type { Verdict } from './verdicts';

/** Prints one tree's half about tier 0 and the judge. */
export function printComparison(
  comparison: Comparison,
  judged: JudgeResult,
  stats: ScanStats,
  reasonOf: ReasonOf,
): void {
  console.log(
    `  tier 0: ${stats.goFiles} Go files, ${stats.milliseconds} ms; judge: Go ${judged.goVersion}, ` +
      `${judged.packages} packages, ${judged.checkedFiles.size} files known in full, ${judged.milliseconds} ms`,
  );
  for (const note of judged.notes) console.log(`  judge's note: ${note}`);
  printScores(comparison.scores);
  printMissed(comparison, reasonOf);
  for (const finding of comparison.denied) console.log(`  denied ${lineOf(finding)}`);
  for (const finding of comparison.notJudged) {
    console.log(`  the judge does not know the file: ${lineOf(finding)}`);
  }
  printOthers(comparison.others);
}

/** Every miss, with those of one reason together. */
function printMissed({ missed }: Comparison, reasonOf: ReasonOf): void {
  const byReason = new Map<string, Finding[]>();
  for (const { fact, finding } of missed) {
    const reason = `[${finding.rule}] ${reasonOf(fact)}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), finding]);
  }
  for (const [reason, findings] of [...byReason].sort((a, b) => b[1].length - a[1].length)) {
    console.log(`  missed ${findings.length} ${reason}`);
    for (const { file, line, column, message } of findings) {
      console.log(`    ${file}:${line}:${column} ${message}`);
    }
  }
}

function lineOf({ file, line, column, rule, message }: Finding): string {
  return `${file}:${line}:${column} [${rule}] ${message}`;
}

/** Prints all trees together. */
export function printTotals(all: readonly Comparison[]): void {
  console.log(`\nIn total, over ${all.length} trees`);
  printScores(
    [...compileRules].map((rule) =>
      sum(
        rule,
        all.flatMap(({ scores }) => scores.filter((score) => score.rule === rule)),
      ),
    ),
  );
  const others = new Map<string, number>();
  for (const [rule, count] of all.flatMap((one) => [...one.others])) {
    others.set(rule, (others.get(rule) ?? 0) + count);
  }
  printOthers(others);
}

function printScores(scores: readonly RuleScore[]): void {
  const rows = [...scores.filter(({ judged, certain }) => judged + certain > 0), sum('together', scores)];
  for (const { rule, judged, found, certain, confirmed } of rows) {
    console.log(
      `  ${rule.padEnd(22)} recall ${ratio(found, judged)}   precision ${ratio(confirmed, certain)}`,
    );
  }
}

function sum(rule: string, scores: readonly RuleScore[]): RuleScore {
  const add = (of: (score: RuleScore) => number): number =>
    scores.reduce((total, score) => total + of(score), 0);
  return {
    rule,
    judged: add(({ judged }) => judged),
    found: add(({ found }) => found),
    certain: add(({ certain }) => certain),
    confirmed: add(({ confirmed }) => confirmed),
  };
}

function ratio(part: number, whole: number): string {
  const percent = whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
  return `${part} of ${whole}`.padStart(10) + percent.padStart(9);
}

function printOthers(others: ReadonlyMap<string, number>): void {
  if (others.size === 0) return;
  const parts = [...others].map(([rule, count]) => `${rule} ${count}`);
  console.log(`  left out, for no compiler judges them: ${parts.join(', ')}`);
}

/** Prints one tree's half about the judge and the compiler. */
export function printCompiler(
  verdicts: readonly Verdict[],
  onTarget: Compiled,
  onHost: Compiled | undefined,
  facts: readonly Fact[],
  goVersion: string,
): void {
  const unreached = onTarget.units.filter(({ reached }) => !reached);
  const disagreeing = verdicts.filter(
    ({ onlyCompiler, onlyJudge }) => onlyCompiler.length + onlyJudge.length > 0,
  );
  const broken = verdicts.filter(({ errors }) => errors.length > 0).length;
  const further = verdicts.reduce((total, { furtherUses }) => total + furtherUses, 0);
  const cpu = onTarget.cpu + (onHost?.cpu ?? 0);
  const wall = onTarget.wall + (onHost?.wall ?? 0);
  console.log(
    `  compiler: Go ${goVersion}, ${cpu.toFixed(1)} CPU s, ${wall.toFixed(1)} s; of ${onTarget.units.length} packages ` +
      `(tests apart) ${verdicts.length} reached, ${broken} of them rejected for the target alone; ` +
      `judge and compiler agree on ${verdicts.length - disagreeing.length}, disagree on ${disagreeing.length}` +
      (further > 0
        ? `; ${further} errors are further uses of a value that the judge names where it enters`
        : ''),
  );
  for (const { unit, onlyCompiler, onlyJudge } of disagreeing) {
    console.log(`  disagree ${unit.name}`);
    for (const { file, line, message } of onlyCompiler)
      console.log(`    compiler only ${file}:${line}: ${message}`);
    for (const { file, line } of onlyJudge) console.log(`    judge only ${file}:${line}`);
  }
  if (unreached.length === 0) return;
  const hidden = facts.filter((fact) => {
    const { file } = fact.kind === 'width' ? fact.origin : fact.at;
    return (
      unreached.some(({ files }) => files.includes(file)) &&
      !verdicts.some(({ unit }) => unit.files.includes(file))
    );
  });
  console.log(
    `  not reached by the compiler: ${unreached.length}, with ${hidden.length} facts of the judge's in them`,
  );
  const reasons = new Map<string, number>();
  for (const { obstacle = '' } of unreached) reasons.set(obstacle, (reasons.get(obstacle) ?? 0) + 1);
  for (const [obstacle, count] of [...reasons].sort((a, b) => b[1] - a[1])) {
    console.log(`    ${count} ${obstacle.slice(0, 160)}`);
  }
}
