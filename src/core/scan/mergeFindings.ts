import type { Finding } from '../types';
import { compareFindings } from '../order';

/** Rules whose findings Go's type checker settles: it sees every type and every name of a build. */
const settled: ReadonlySet<string> = new Set(['stat-width', 'undefined-on-target']);

/**
 * One list out of what tier 0 found and what the judge proved.
 *
 * The same rule at the same place is one finding: the proven one, with tier
 * 0's fixes where it has none of its own (not for `stat-width`: the judge has
 * tried the conversions, and offers none where none helps). A `certain` finding of a rule that
 * the type checker settles is withdrawn where the judge checked the file in
 * full and does not confirm it. `likely` findings, and those of other rules
 * and files, stay as they are.
 *
 * @param checkedFiles files, relative to the root, of which the judge knows both views in full
 */
export function mergeFindings(
  scanned: readonly Finding[],
  proven: readonly Finding[],
  checkedFiles: ReadonlySet<string>,
): readonly Finding[] {
  const byPlace = new Map(scanned.map((finding) => [placeKey(finding), finding]));
  const confirmed = new Set(proven.map(placeKey));
  const kept = scanned.filter((finding) => {
    if (confirmed.has(placeKey(finding))) return false;
    const isSettled = settled.has(finding.rule) && finding.certainty === 'certain';
    return !isSettled || !checkedFiles.has(finding.file);
  });
  const merged = proven.map((finding) => {
    const other = byPlace.get(placeKey(finding));
    const lacksFix = finding.fixes.length === 0 && finding.rule !== 'stat-width';
    return lacksFix && other ? { ...finding, fixes: other.fixes } : finding;
  });
  return [...kept, ...merged].sort(compareFindings);
}

/** Two tiers mean the same place where a finding of the same rule begins; they may end it differently. */
function placeKey({ rule, file, line, column }: Finding): string {
  return `${rule}\n${file}\n${line}\n${column}`;
}
