import { applyPatch, structuredPatch, type StructuredPatch, type StructuredPatchHunk } from 'diff';
import { applyEdits, groupByFile } from '../fix/apply';
import type { Edit, Finding, Fix } from '../types';

/** A text file as the commit has it and as it is now; `before` is undefined for a new file. */
export interface ChangedText {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
}

/** Changes that belong together in a patch: by file, the hunks of it. */
export interface ChangeGroup {
  /** The rules whose fixes the changes are; empty for changes of another kind. */
  readonly rules: readonly string[];
  /** The folder whose files they are, where they were gathered by package. */
  readonly package?: string;
  readonly hunks: ReadonlyMap<string, readonly StructuredPatchHunk[]>;
  /** The findings that the changes mend. */
  readonly findings: readonly Finding[];
}

/** How changes are gathered into patches. */
export type GroupBy = 'rule' | 'package';

/**
 * Tells which rule's fix each change is, by making the fixes of what was found
 * in the files as they were and comparing. White space does not count, for
 * formatters change it. What is no fix comes last, in a group without rules;
 * by package, every change of a folder is one group.
 *
 * @param findings What was found in the files before the changes.
 */
export function groupChanges(
  changes: readonly ChangedText[],
  findings: readonly Finding[],
  by: GroupBy,
): readonly ChangeGroup[] {
  const open = new Map(changes.map((change) => [change.file, new OpenFile(change)]));
  const groups: ChangeGroup[] = [];
  for (const rule of [...new Set(findings.map((finding) => finding.rule))].sort()) {
    const ofRule = findings.filter((finding) => finding.rule === rule && finding.fixes.length > 0);
    const group = takeFixes(rule, ofRule, open);
    if (group.hunks.size > 0) groups.push(group);
  }
  const rest = new Map(
    [...open].flatMap(([file, { left }]) => (left.length > 0 ? [[file, left] as const] : [])),
  );
  if (rest.size > 0) groups.push({ rules: [], hunks: rest, findings: [] });
  return by === 'rule' ? groups : byPackage(groups);
}

/** The texts of files with the changes of groups made, and of no others; every hunk is of the text before. */
export function textWith(change: ChangedText, groups: readonly ChangeGroup[]): string | undefined {
  const wanted = new Set(groups.flatMap(({ hunks }) => hunks.get(change.file) ?? []).map(keyOf));
  if (wanted.size === 0) return change.before;
  const patch = diffOf(change);
  if (patch.hunks.length === wanted.size) return change.after;
  const hunks = patch.hunks.filter((hunk) => wanted.has(keyOf(hunk)));
  const text = applyPatch(change.before ?? '', { ...patch, hunks });
  // The hunks were made from this very text.
  if (text === false) throw new Error(`${change.file}: its own changes do not fit it`);
  return text;
}

/** A changed file with the hunks that no group has taken yet. */
class OpenFile {
  left: readonly StructuredPatchHunk[];

  constructor(readonly change: ChangedText) {
    this.left = diffOf(change).hunks;
  }

  take(taken: readonly StructuredPatchHunk[]): void {
    this.left = this.left.filter((hunk) => !taken.includes(hunk));
  }
}

function takeFixes(
  rule: string,
  findings: readonly Finding[],
  open: ReadonlyMap<string, OpenFile>,
): ChangeGroup {
  const hunks = new Map<string, readonly StructuredPatchHunk[]>();
  const mended = new Set<Finding>();
  // A finding may have several fixes; all first ones are tried, then all second ones, and so on.
  const most = Math.max(0, ...findings.map(({ fixes }) => fixes.length));
  for (let choice = 0; choice < most; choice++) {
    const chosen = findings.flatMap((finding) => {
      const fix = finding.fixes[choice];
      return fix ? [{ finding, fix }] : [];
    });
    for (const [file, edits] of groupByFile(distinctEdits(chosen.map(({ fix }) => fix)))) {
      const openFile = open.get(file);
      if (!openFile || openFile.left.length === 0) continue;
      const taken = openFile.left.filter((hunk) => isMadeBy(hunk, openFile.change, edits));
      if (taken.length === 0) continue;
      openFile.take(taken);
      hunks.set(file, [...(hunks.get(file) ?? []), ...taken]);
      for (const { finding, fix } of chosen) {
        if (fix.edits.some((edit) => edit.file === file && taken.some((hunk) => touches(hunk, edit)))) {
          mended.add(finding);
        }
      }
    }
  }
  return { rules: [rule], hunks, findings: findings.filter((finding) => mended.has(finding)) };
}

/** Whether the edits that touch a hunk's lines make of them what the hunk does, but for white space. */
function isMadeBy(hunk: StructuredPatchHunk, change: ChangedText, edits: readonly Edit[]): boolean {
  const inside = edits.filter((edit) => touches(hunk, edit));
  if (inside.length === 0) return false;
  const outcome = applyEdits(change.before, inside);
  if (outcome.kind === 'refused') return false;
  const made = diffOf({ ...change, after: outcome.text }).hunks;
  return squeezed(made) === squeezed([hunk]);
}

/** Whether an edit changes lines that a hunk changes; where a hunk only adds lines, beside its place. */
function touches({ oldStart, oldLines }: StructuredPatchHunk, { line, endLine }: Edit): boolean {
  const last = oldLines === 0 ? oldStart + 1 : oldStart + oldLines - 1;
  return line <= last && endLine >= oldStart;
}

function squeezed(hunks: readonly StructuredPatchHunk[]): string {
  return hunks
    .flatMap(({ lines }) => lines)
    .filter((line) => !line.startsWith('\\'))
    .map((line) => line.replace(/\s+/g, ''))
    .sort()
    .join('\n');
}

function diffOf({ file, before, after }: ChangedText): StructuredPatch {
  return structuredPatch(file, file, before ?? '', after, undefined, undefined, { context: 0 });
}

function keyOf({ oldStart, newStart }: StructuredPatchHunk): string {
  return `${oldStart} ${newStart}`;
}

function distinctEdits(fixes: readonly Fix[]): readonly Edit[] {
  const seen = new Map<string, Edit>();
  for (const edit of fixes.flatMap(({ edits }) => edits)) seen.set(JSON.stringify(edit), edit);
  return [...seen.values()];
}

/** The same changes gathered by the folders of their files. */
function byPackage(groups: readonly ChangeGroup[]): readonly ChangeGroup[] {
  const folders = [...new Set(groups.flatMap(({ hunks }) => [...hunks.keys()].map(folderOf)))].sort();
  return folders.map((folder) => {
    const here = groups.filter(({ hunks }) => [...hunks.keys()].some((file) => folderOf(file) === folder));
    const hunks = new Map<string, readonly StructuredPatchHunk[]>();
    for (const group of here) {
      for (const [file, some] of group.hunks) {
        if (folderOf(file) === folder) hunks.set(file, [...(hunks.get(file) ?? []), ...some]);
      }
    }
    return {
      rules: here.flatMap(({ rules }) => rules),
      package: folder,
      hunks,
      findings: here.flatMap(({ findings }) => findings).filter(({ file }) => folderOf(file) === folder),
    };
  });
}

function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '.' : file.slice(0, slash);
}
