import type { Certainty, Edit, Finding, Fix } from '../types';
import { compareFindings } from '../order';
import { compareEdits, relate } from './compare';

export interface SelectOptions {
  /** Take only fixes that cannot change behaviour on the host. */
  readonly safeOnly: boolean;
  /** The least certain findings whose fixes are taken; `proven` is more than `certain`, and that more than `likely`. */
  readonly minCertainty: Certainty;
  /** Rule ids whose findings count; all where absent. */
  readonly rules?: readonly string[];
}

export interface ChosenFix {
  readonly finding: Finding;
  readonly fix: Fix;
}

/**
 * Why a finding got no fix: it offers none, only unsafe ones, only ones that a
 * command has to follow, it is less certain than asked for, or each of its fixes
 * meets an edit that was taken before.
 */
export type LeftReason = 'no-fix' | 'unsafe' | 'command' | 'uncertain' | 'overlap';

export interface LeftFinding {
  readonly finding: Finding;
  readonly reason: LeftReason;
}

export interface Selection {
  /** In the order of the findings: file, line, column, rule. */
  readonly chosen: readonly ChosenFix[];
  /** The edits of all chosen fixes, each once, sorted by file and place; no two overlap. */
  readonly edits: readonly Edit[];
  readonly left: readonly LeftFinding[];
}

const rank: Readonly<Record<Certainty, number>> = { likely: 0, certain: 1, proven: 2 };

/** What `mips-port fix` without `--all` takes. */
export const safeSelection: SelectOptions = { safeOnly: true, minCertainty: 'certain' };

/**
 * Picks at most one fix for each finding: its first safe one, and where
 * `safeOnly` is not asked for and there is no safe one its first; fixes that a
 * command has to follow are left to the user. A fix is
 * taken whole or not at all, and never where one of its edits overlaps an edit
 * of a fix taken before; equal edits of several fixes are made once. The same
 * findings give the same selection in whatever order they come.
 */
export function selectFixes(findings: readonly Finding[], options: SelectOptions): Selection {
  const chosen: ChosenFix[] = [];
  const left: LeftFinding[] = [];
  const taken = new TakenEdits();
  for (const finding of [...findings].sort(compareFindings)) {
    if (options.rules && !options.rules.includes(finding.rule)) continue;
    const candidates = candidatesOf(finding, options);
    if (typeof candidates === 'string') {
      left.push({ finding, reason: candidates });
      continue;
    }
    const fix = candidates.find((candidate) => taken.take(candidate));
    if (fix) chosen.push({ finding, fix });
    else left.push({ finding, reason: 'overlap' });
  }
  return { chosen, edits: taken.all(), left };
}

function candidatesOf(finding: Finding, options: SelectOptions): readonly Fix[] | LeftReason {
  if (finding.fixes.length === 0) return 'no-fix';
  if (rank[finding.certainty] < rank[options.minCertainty]) return 'uncertain';
  // Until its command has run, neither build goes on, so that nothing could be verified.
  const whole = finding.fixes.filter((fix) => fix.followedBy === undefined);
  if (whole.length === 0) return 'command';
  const safe = whole.filter((fix) => fix.safe);
  if (options.safeOnly) return safe.length > 0 ? safe : 'unsafe';
  return [...safe, ...whole.filter((fix) => !fix.safe)];
}

/** The edits taken so far, by file. */
class TakenEdits {
  private readonly byFile = new Map<string, Edit[]>();
  private readonly fixes = new Set<string>();

  /** Takes a fix's edits if none of them conflicts with what was taken before; says whether it did. */
  take(fix: Fix): boolean {
    const key = JSON.stringify(
      fix.edits.map((edit) => [
        edit.file,
        edit.line,
        edit.column,
        edit.endLine,
        edit.endColumn,
        edit.newText,
      ]),
    );
    if (this.fixes.has(key)) return true;
    const fresh: Edit[] = [];
    for (const edit of fix.edits) {
      const relations = (this.byFile.get(edit.file) ?? []).map((other) => relate(edit, other));
      if (relations.includes('conflict')) return false;
      if (!relations.includes('same')) fresh.push(edit);
    }
    for (const edit of fresh) {
      const edits = this.byFile.get(edit.file);
      if (edits) edits.push(edit);
      else this.byFile.set(edit.file, [edit]);
    }
    this.fixes.add(key);
    return true;
  }

  all(): readonly Edit[] {
    return [...this.byFile.values()].flat().sort(compareEdits);
  }
}
