import * as vscode from 'vscode';
import { withoutBaseline, type Baseline } from '../core/report/baseline';
import { withoutIgnored } from '../core/scan/ignoreComments';
import { mergeFindings } from '../core/scan/mergeFindings';
import { shiftRange, type Change } from '../core/shiftRange';
import type { Finding, ScanStats, Skipped } from '../core/types';
import { uriOf } from './scopes';

/** Where the scan of a folder stands. */
export type ScanState =
  | { readonly kind: 'none' }
  | { readonly kind: 'scanning'; readonly done: number; readonly total: number }
  | {
      readonly kind: 'done';
      readonly at: Date;
      readonly stats: ScanStats;
      readonly skipped: readonly Skipped[];
    }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly message: string };

/** The findings of a file, of both tiers. */
export interface FileFindings {
  readonly uri: vscode.Uri;
  readonly root: string;
  readonly file: string;
  /** The document's version when `scanned` was made; undefined where the file was read from disk. */
  readonly version: number | undefined;
  readonly findings: readonly Finding[];
}

interface Entry extends FileFindings {
  /** How many findings the baseline lists. */
  readonly known: number;
  readonly scanned: readonly Finding[];
  readonly judged: readonly Finding[];
  /** Whether the judge has looked at the whole file as it is now. */
  readonly checked: boolean;
}

/** What the judge says of a root. */
export interface Verdict {
  readonly findings: readonly Finding[];
  /** Files that it knows in full; what tier 0 alone says of them can be withdrawn. */
  readonly checkedFiles: ReadonlySet<string>;
}

/** Where the type check of a folder stands. */
export type JudgeState =
  | { readonly kind: 'off' }
  | { readonly kind: 'checking' }
  | { readonly kind: 'judged'; readonly goVersion: string }
  | { readonly kind: 'unavailable'; readonly message: string };

/**
 * What is known about every file: the one place that features read findings
 * from and that scans write to.
 */
export class FindingStore implements vscode.Disposable {
  private readonly files = new Map<string, Entry>();
  private readonly states = new Map<string, ScanState>();
  private readonly judgeStates = new Map<string, JudgeState>();
  private readonly verdicts = new Map<string, Verdict>();
  private readonly baselines = new Map<string, Baseline>();
  private readonly changed = new vscode.EventEmitter<readonly vscode.Uri[]>();
  private readonly stateChanged = new vscode.EventEmitter<string>();

  /** The files whose findings changed. */
  readonly onDidChange = this.changed.event;
  /** The root whose scan state changed. */
  readonly onDidChangeState = this.stateChanged.event;

  dispose(): void {
    this.changed.dispose();
    this.stateChanged.dispose();
  }

  of(uri: vscode.Uri): FileFindings | undefined {
    return this.files.get(uri.toString());
  }

  /** Files that have findings, sorted by path. */
  all(): readonly FileFindings[] {
    return [...this.files.values()]
      .filter((entry) => entry.findings.length > 0)
      .sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
  }

  state(root: string): ScanState {
    return this.states.get(root) ?? { kind: 'none' };
  }

  roots(): readonly (readonly [string, ScanState])[] {
    return [...this.states];
  }

  setState(root: string, state: ScanState): void {
    this.states.set(root, state);
    this.stateChanged.fire(root);
  }

  judgeState(root: string): JudgeState {
    return this.judgeStates.get(root) ?? { kind: 'off' };
  }

  setJudgeState(root: string, state: JudgeState): void {
    this.judgeStates.set(root, state);
    this.stateChanged.fire(root);
  }

  /**
   * What tier 0 says of one file now. Where that is the editor's version of
   * it, what the judge said before is held against the ignore comments of now.
   */
  setScanned(
    root: string,
    file: string,
    scanned: readonly Finding[],
    edited?: { readonly version: number; readonly text: string },
  ): void {
    const uri = uriOf(root, file);
    const part = this.judgedPart(this.files.get(uri.toString()), root, file);
    const judged = edited ? withoutIgnored(part.judged, () => edited.text) : part.judged;
    this.put({ uri, root, file, version: edited?.version, scanned, ...part, judged, findings: [], known: 0 });
    this.changed.fire([uri]);
  }

  /** What tier 0 says of a whole root; files that `keep` names stay as they are. */
  setScannedRoot(root: string, findings: readonly Finding[], keep: (uri: vscode.Uri) => boolean): void {
    const byFile = group(findings);
    this.replaceRoot(root, byFile, keep, (before, uri, file) => ({
      uri,
      root,
      file,
      version: undefined,
      scanned: byFile.get(file) ?? [],
      ...this.judgedPart(before, root, file),
      findings: [],
      known: 0,
    }));
  }

  /**
   * What the judge says of a root; undefined where there is no judge any more.
   * Files that `keep` names were edited since it was asked and stay as they are.
   */
  setVerdict(
    root: string,
    verdict: Verdict | undefined,
    keep: (uri: vscode.Uri) => boolean = () => false,
  ): void {
    if (verdict) this.verdicts.set(root, verdict);
    else this.verdicts.delete(root);
    const byFile = group(verdict?.findings ?? []);
    this.replaceRoot(root, byFile, keep, (before, uri, file) => ({
      uri,
      root,
      file,
      version: before?.version,
      scanned: before?.scanned ?? [],
      judged: byFile.get(file) ?? [],
      checked: verdict?.checkedFiles.has(file) === true,
      findings: [],
      known: 0,
    }));
  }

  /** Leaves out of a root's findings what a baseline lists; nothing where it is undefined. */
  setBaseline(root: string, baseline: Baseline | undefined): void {
    if (baseline) this.baselines.set(root, baseline);
    else if (!this.baselines.delete(root)) return;
    const touched = [...this.files.values()].filter((entry) => entry.root === root);
    for (const entry of touched) this.put(entry);
    this.changed.fire(touched.map(({ uri }) => uri));
    this.stateChanged.fire(root);
  }

  /** How many findings of all roots are in their baselines. */
  knownCount(): number {
    return [...this.files.values()].reduce((sum, { known }) => sum + known, 0);
  }

  /** Everything found in a root, what its baseline lists included. */
  everythingIn(root: string): readonly Finding[] {
    return [...this.files.values()].filter((entry) => entry.root === root).flatMap(mergedFindings);
  }

  /** Moves findings along with an edit of their file, and drops those that it touches. */
  shift(uri: vscode.Uri, changes: readonly Change[]): void {
    const entry = this.files.get(uri.toString());
    if (!entry) return;
    const move = (findings: readonly Finding[]): readonly Finding[] =>
      changes.reduce<readonly Finding[]>(
        (all, change) => all.flatMap((finding) => moveFinding(finding, change)),
        findings,
      );
    this.put({ ...entry, scanned: move(entry.scanned), judged: move(entry.judged), checked: false });
  }

  /** Forgets files, as when they were deleted. */
  forget(matches: (entry: FileFindings) => boolean): void {
    const gone = [...this.files.values()].filter(matches);
    for (const { uri } of gone) this.files.delete(uri.toString());
    if (gone.length > 0) this.changed.fire(gone.map(({ uri }) => uri));
  }

  forgetRoot(root: string): void {
    this.forget((entry) => entry.root === root);
    this.states.delete(root);
    this.judgeStates.delete(root);
    this.verdicts.delete(root);
    this.baselines.delete(root);
    this.stateChanged.fire(root);
  }

  private replaceRoot(
    root: string,
    byFile: ReadonlyMap<string, readonly Finding[]>,
    keep: (uri: vscode.Uri) => boolean,
    make: (before: Entry | undefined, uri: vscode.Uri, file: string) => Entry,
  ): void {
    const known = [...this.files.values()].filter((entry) => entry.root === root).map(({ file }) => file);
    const touched: vscode.Uri[] = [];
    for (const file of new Set([...known, ...byFile.keys()])) {
      const uri = uriOf(root, file);
      if (keep(uri)) continue;
      this.put(make(this.files.get(uri.toString()), uri, file));
      touched.push(uri);
    }
    if (touched.length > 0) this.changed.fire(touched);
  }

  /** The judge's part of an entry that tier 0 renews; a file without one yet counts as the verdict has it. */
  private judgedPart(
    before: Entry | undefined,
    root: string,
    file: string,
  ): Pick<Entry, 'judged' | 'checked'> {
    if (before) return { judged: before.judged, checked: before.checked };
    return { judged: [], checked: this.verdicts.get(root)?.checkedFiles.has(file) === true };
  }

  private put(entry: Entry): void {
    const merged = mergedFindings(entry);
    const baseline = this.baselines.get(entry.root);
    const findings = baseline ? withoutBaseline({ findings: merged }, baseline) : merged;
    const key = entry.uri.toString();
    // An entry without findings stays while the editor's version of it counts.
    if (entry.scanned.length + entry.judged.length === 0 && entry.version === undefined)
      this.files.delete(key);
    else this.files.set(key, { ...entry, findings, known: merged.length - findings.length });
  }
}

/** What both tiers found in a file. */
function mergedFindings({ scanned, judged, checked, file }: Entry): readonly Finding[] {
  return mergeFindings(scanned, judged, new Set(checked ? [file] : []));
}

function group(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = groups.get(finding.file);
    if (list) list.push(finding);
    else groups.set(finding.file, [finding]);
  }
  return groups;
}

/** A finding after a change of its file; a fix whose edits in that file the change touches goes. */
function moveFinding(finding: Finding, change: Change): readonly Finding[] {
  const moved = shiftRange(finding, change);
  if (!moved) return [];
  const fixes = finding.fixes.flatMap((fix) => {
    const edits = fix.edits.map((edit) => (edit.file === finding.file ? shiftRange(edit, change) : edit));
    const whole = edits.filter((edit) => edit !== undefined);
    return whole.length === edits.length ? [{ ...fix, edits: whole }] : [];
  });
  return [{ ...moved, fixes }];
}
