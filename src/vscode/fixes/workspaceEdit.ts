import * as vscode from 'vscode';
import { applyEdits, groupByFile } from '../../core/fix';
import { compareEdits } from '../../core/fix/compare';
import type { Edit } from '../../core/types';
import { toEditorRange } from '../ranges';
import { uriOf } from '../scopes';

/** Edits of one root, with what the preview says of them. */
export interface RootEdits {
  readonly root: string;
  readonly edits: readonly Edit[];
  /** Whether the user confirms the changes of a file before they are made, and how the preview groups them. */
  readonly confirm: (uri: vscode.Uri) => vscode.WorkspaceEditEntryMetadata | undefined;
}

/** An edit for the editor to apply, and the files whose text no longer fits. */
export interface MadeEdit {
  readonly edit: vscode.WorkspaceEdit;
  /** How many files it changes or creates. */
  readonly files: number;
  readonly stale: readonly vscode.Uri[];
}

/**
 * Turns engine edits into one edit for the editor. Every file's edits are held
 * against its text as it is now; where they do not fit, the file is left out
 * whole. A file that does not exist is created with its contents.
 */
export async function makeWorkspaceEdit(parts: readonly RootEdits[]): Promise<MadeEdit> {
  const edit = new vscode.WorkspaceEdit();
  const stale: vscode.Uri[] = [];
  let files = 0;
  for (const { root, edits, confirm } of parts) {
    for (const [file, ofFile] of groupByFile(edits)) {
      const uri = uriOf(root, file);
      const document = await openIfThere(uri);
      const outcome = applyEdits(document?.getText(), ofFile);
      if (outcome.kind === 'refused') {
        stale.push(uri);
        continue;
      }
      files++;
      const metadata = confirm(uri);
      if (document) {
        for (const one of [...ofFile].sort(compareEdits)) {
          edit.replace(uri, toEditorRange(one), one.newText, metadata);
        }
      } else {
        edit.createFile(uri, { contents: new TextEncoder().encode(outcome.text) }, metadata);
      }
    }
  }
  return { edit, files, stale };
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    await vscode.workspace.fs.stat(uri);
  } catch {
    return undefined;
  }
  return vscode.workspace.openTextDocument(uri);
}
