import * as vscode from 'vscode';
import type { JudgeOutcome } from '../../node/judge/judge';
import type { Services } from '../services';

/**
 * Asks the judge and stores what it answers of a folder, unless the signal says
 * meanwhile that this is not wanted any more. Documents that were edited while
 * the judge was at work keep what they have.
 *
 * @param unsent whether an edit of a document was not told to the judge yet
 * @returns how many packages the answer leaves pending
 */
export async function storeVerdict(
  { analysis, findings, log }: Services,
  folder: vscode.WorkspaceFolder,
  signal: AbortSignal,
  unsent: (document: vscode.TextDocument) => boolean,
  ask: () => Promise<JudgeOutcome>,
): Promise<number> {
  const root = folder.uri.fsPath;
  const before = vscode.workspace.textDocuments.map((document) => ({
    document,
    version: unsent(document) ? undefined : document.version,
    dirty: document.isDirty,
  }));
  const outcome = await ask();
  if (signal.aborted) return 0;
  if (outcome.kind === 'unavailable') {
    log.warn(`no type check of ${root}: ${outcome.message}`);
    findings.setVerdict(root, undefined);
    findings.setJudgeState(root, { kind: 'unavailable', message: outcome.message });
    return 0;
  }
  const { facts, checkedFiles, goVersion, milliseconds, notes, packages, pending } = outcome.result;
  for (const note of notes) log.info(`type check: ${note}`);
  const found = await analysis.engine.explain(analysis.options({ root, folder }), facts);
  if (isAborted(signal)) return 0;
  // The verdict on a text that was closed unsaved is on no text that there is.
  const changed = before.filter(({ document, version, dirty }) =>
    document.isClosed ? dirty : document.version !== version,
  );
  const opened = vscode.workspace.textDocuments.filter(
    (one) => one.isDirty && !before.some(({ document }) => document === one),
  );
  const edited = new Set(
    [...changed.map(({ document }) => document), ...opened].map(({ uri }) => uri.toString()),
  );
  findings.setVerdict(root, { findings: found, checkedFiles }, (uri) => edited.has(uri.toString()));
  findings.setJudgeState(root, { kind: 'judged', goVersion });
  log.info(
    `checked types of ${root} with Go ${goVersion}: ${packages} packages, ${found.length} findings, ${Math.round(milliseconds)} ms`,
  );
  return pending;
}

/** Asked again after waiting, where the compiler still believes the first answer. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
