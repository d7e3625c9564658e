import * as vscode from 'vscode';

/** Reports how far a piece of work is; `percent` from 0 to 100 of what `stage` names. */
export type ReportStage = (stage: string, percent?: number) => void;

/** Does something with a notification that shows its progress and can cancel it. */
export function withCancel<T>(
  title: string,
  work: (signal: AbortSignal, report: ReportStage) => Promise<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const controller = new AbortController();
      const subscription = token.onCancellationRequested(() => controller.abort());
      try {
        return await work(controller.signal, (stage, percent) =>
          progress.report({ message: percent === undefined ? stage : `${stage} ${percent} %` }),
        );
      } finally {
        subscription.dispose();
      }
    },
  );
}

/** Saves the documents below a folder, whose text programs are about to read. False where one cannot be saved. */
export async function saveBelow(folder: string): Promise<boolean> {
  const prefix = `${vscode.Uri.file(folder).path}/`;
  const open = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.path.startsWith(prefix),
  );
  await Promise.all(open.map((document) => document.save()));
  // Not what save says: it denies a document that was saved by itself meanwhile.
  return open.every(({ isDirty }) => !isDirty);
}
