import * as vscode from 'vscode';
import { scopeOf } from '../scopes';
import type { Services } from '../services';

const typingDelayMs = 150;

/** Scans open documents: when they are opened, and as they are typed. */
export function watchDocuments({ analysis, findings, log }: Services): vscode.Disposable {
  const timers = new Map<string, NodeJS.Timeout>();
  const scan = (document: vscode.TextDocument): void => {
    analysis
      .scanDocument(document)
      .catch((error: unknown) => log.error('scan of', document.uri.fsPath, error));
  };
  const later = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        scan(document);
      }, typingDelayMs),
    );
  };
  const subscriptions = [
    vscode.workspace.onDidOpenTextDocument(scan),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (!analysis.wants(document) || contentChanges.length === 0) return;
      findings.shift(
        document.uri,
        contentChanges.map(({ range, text }) => ({
          range: {
            line: range.start.line + 1,
            column: range.start.character + 1,
            endLine: range.end.line + 1,
            endColumn: range.end.character + 1,
          },
          text,
        })),
      );
      later(document);
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      const key = document.uri.toString();
      const isBehind = document.isDirty || timers.has(key);
      clearTimeout(timers.get(key));
      timers.delete(key);
      // A file outside of every folder has findings only while it is open.
      if (scopeOf(document.uri)?.folder === undefined) {
        findings.forget((entry) => entry.uri.toString() === key);
      } else if (isBehind) {
        // What was found is of a text that nobody has any more.
        analysis
          .scanOnDisk(document.uri)
          .catch((error: unknown) => log.error('scan of', document.uri.fsPath, error));
      }
    }),
  ];
  vscode.workspace.textDocuments.forEach(scan);
  return new vscode.Disposable(() => {
    for (const timer of timers.values()) clearTimeout(timer);
    vscode.Disposable.from(...subscriptions).dispose();
  });
}

/** Scans every open document of a root again, as after a change of the settings. */
export async function rescanDocuments({ analysis }: Services, root?: string): Promise<void> {
  await Promise.all(
    vscode.workspace.textDocuments
      .filter((document) => root === undefined || scopeOf(document.uri)?.root === root)
      .map((document) => analysis.scanDocument(document)),
  );
}
