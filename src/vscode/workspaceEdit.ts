import * as vscode from 'vscode';
import { applyEdits, groupByFile } from '../core/fix/apply';
import { compareEdits } from '../core/fix/compare';
import type { Edit } from '../core/types';
import { toEditorRange } from './ranges';
import { uriOf } from './scopes';

/** Edits of one root. */
export interface RootEdits {
  readonly root: string;
  readonly edits: readonly Edit[];
}

/** What becomes of a file. */
export interface PlannedFile {
  readonly uri: vscode.Uri;
  /** The file in the editor, with its version when this was planned; undefined for a file to create. */
  readonly document: vscode.TextDocument | undefined;
  readonly version: number | undefined;
  readonly edits: readonly Edit[];
  readonly after: string;
}

/** Files whose edits fit their text as it is now, and the others, which are left out whole. */
export interface PlannedFiles {
  readonly files: readonly PlannedFile[];
  readonly stale: readonly vscode.Uri[];
}

/** Holds every file's edits against its text as it is now. */
export async function planFiles(parts: readonly RootEdits[]): Promise<PlannedFiles> {
  const files: PlannedFile[] = [];
  const stale: vscode.Uri[] = [];
  for (const { root, edits } of parts) {
    for (const [file, ofFile] of groupByFile(edits)) {
      const uri = uriOf(root, file);
      const document = await openIfThere(uri);
      const outcome = applyEdits(document?.getText(), ofFile);
      if (outcome.kind === 'refused') stale.push(uri);
      else {
        const version = document?.version;
        files.push({ uri, document, version, edits: [...ofFile].sort(compareEdits), after: outcome.text });
      }
    }
  }
  return { files, stale };
}

/** One edit for the editor; a file that does not exist is created with its contents. */
export function makeWorkspaceEdit(files: readonly PlannedFile[]): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { after, document, edits, uri } of files) {
    if (document) {
      for (const one of edits) edit.replace(uri, toEditorRange(one), one.newText);
    } else {
      edit.createFile(uri, { contents: new TextEncoder().encode(after) });
    }
  }
  return edit;
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
  return vscode.workspace.openTextDocument(uri);
}
