import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import * as vscode from 'vscode';

/** The sample workspace that the window has open. */
export function root(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('no folder is open');
  return folder.uri;
}

export function fileUri(path: string): vscode.Uri {
  return vscode.Uri.joinPath(root(), path);
}

/** Waits until `look` gives something else than undefined. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = 45_000,
): Promise<T> {
  for (const start = Date.now(); Date.now() - start < timeoutMs;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}: not after ${timeoutMs / 1000} s`);
}

/** Takes edits of a document back until it has a text again: what comes before its editor has the focus goes elsewhere. */
export async function undo(document: vscode.TextDocument, text: string): Promise<void> {
  await eventually('the text of before', async () => {
    if (document.getText() === text) return true;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    return document.getText() === text || undefined;
  });
}

/** The diagnostics of a source in a file. */
export function problemsOf(uri: vscode.Uri, source = 'mips-port'): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === source);
}

/** What a diagnostic's code link shows: the rule. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return typeof code === 'object' ? String(code.value) : '';
}

export function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((dir) => existsSync(join(dir, name)));
}

/** The command lines of every process of the machine, by process id. */
export function processes(): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      found.set(Number(entry), readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' '));
    } catch {
      // A process that ended between the listing and the reading.
    }
  }
  return found;
}
