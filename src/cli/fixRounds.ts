import {
  selectFixes,
  type ChosenFix,
  type FileChange,
  type LeftFinding,
  type SelectOptions,
} from '../core/fix';
import type { Finding, ScanResult } from '../core/types';
import { planEdits, restoreChanges, writeChanges } from '../node/applyEdits';
import type { Translate } from '../core/l10n';
import { CliError } from './io';

/** What the rounds ask of the world around them. */
export interface FixRoundsSetup {
  /** Absolute path of the folder that findings are relative to. */
  readonly root: string;
  readonly selection: SelectOptions;
  readonly t: Translate;
  /** All findings, as the files are on disk now. */
  readonly find: () => Promise<ScanResult>;
  /**
   * What Go accepts for the target and rejects for the host, as the files are
   * on disk now; absent where nobody is asked, and one round is all there is.
   */
  readonly hostProblems?: () => Promise<readonly Finding[]>;
  /** The changes as they are to be written, gofmt's form for example. */
  readonly format: (changes: readonly FileChange[]) => Promise<readonly FileChange[]>;
}

/** Why a finding is left after all rounds: as selected, or what became of its fix. */
export type LeftCause = LeftFinding['reason'] | 'no-help' | 'breaks-host';

export interface FixRoundsResult {
  /** How many fixes are in the files now. */
  readonly applied: number;
  /** Files that were changed, relative to the root, sorted. */
  readonly files: readonly string[];
  readonly left: readonly { readonly finding: Finding; readonly cause: LeftCause }[];
  /** The last search, whose findings `left` is of. */
  readonly found: ScanResult;
}

/** More rounds than any tree needs: each applies a fix, or rules one out. */
const maximumRounds = 25;

/**
 * Applies fixes until none is left that can be applied: what one fix uncovers,
 * the next round fixes. A round after which the host no longer builds is taken
 * back, and is done again without the fixes that touch the broken packages.
 * Each finding's fix is tried once.
 *
 * @throws CliError where the edits do not fit the files or a file cannot be written; the round is not begun then
 */
export async function fixInRounds(setup: FixRoundsSetup): Promise<FixRoundsResult> {
  const { root, t } = setup;
  const tried = new Map<string, LeftCause>();
  const files = new Set<string>();
  const known = new Set((await setup.hostProblems?.())?.map(keyOf));
  let applied = 0;
  for (let round = 0; ; round++) {
    const found = await setup.find();
    const selection = selectFixes(
      found.findings.filter((finding) => !tried.has(keyOf(finding))),
      setup.selection,
    );
    const left: FixRoundsResult['left'] = [
      ...selection.left.map(({ finding, reason }) => ({ finding, cause: reason })),
      ...found.findings.flatMap((finding) => {
        const cause = tried.get(keyOf(finding));
        return cause ? [{ finding, cause }] : [];
      }),
    ];
    const result = (): FixRoundsResult => ({ applied, files: [...files].sort(), left, found });
    if (selection.chosen.length === 0 || round === maximumRounds) return result();
    const planned = planEdits(root, selection.edits, { t });
    if (planned.kind === 'refused') throw new CliError(planned.problems.join('\nmips-port: '));
    const changes = await setup.format(planned.changes);
    const written = writeChanges(root, changes, t);
    if (written.kind === 'refused') throw new CliError(written.problems.join('\nmips-port: '));
    for (const { finding } of selection.chosen) tried.set(keyOf(finding), 'no-help');
    const broken = ((await setup.hostProblems?.()) ?? []).filter((finding) => !known.has(keyOf(finding)));
    if (broken.length === 0) {
      applied += selection.chosen.length;
      for (const file of written.files) files.add(file);
      if (!setup.hostProblems) return result();
      continue;
    }
    const restored = restoreChanges(root, changes, t);
    if (restored.kind === 'refused') throw new CliError(restored.problems.join('\nmips-port: '));
    const blamed = new Set(blamedFixes(selection.chosen, broken));
    for (const chosen of selection.chosen) {
      if (blamed.has(chosen)) tried.set(keyOf(chosen.finding), 'breaks-host');
      else tried.delete(keyOf(chosen.finding));
    }
  }
}

/** The fixes that touch a package where the host broke; all where none does. */
function blamedFixes(chosen: readonly ChosenFix[], broken: readonly Finding[]): readonly ChosenFix[] {
  const folders = new Set(broken.map(({ file }) => folderOf(file)));
  const near = chosen.filter(({ fix }) => fix.edits.some(({ file }) => folders.has(folderOf(file))));
  return near.length > 0 ? near : chosen;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** The same finding before and after lines moved. */
function keyOf({ rule, file, message }: Finding): string {
  return [rule, file, message].join('\0');
}
