import { dirname, relative, sep } from 'node:path';
import * as vscode from 'vscode';

/** The root that a file is scanned under, and the file's path in it. */
export interface Scope {
  /** Absolute path: the workspace folder, or the file's own folder where it is in none. */
  readonly root: string;
  readonly folder: vscode.WorkspaceFolder | undefined;
  /** Relative to `root`, with `/`. */
  readonly file: string;
}

/** Where a file stands; undefined for what is not on disk (untitled, diffs, other file systems). */
export function scopeOf(uri: vscode.Uri): Scope | undefined {
  if (uri.scheme !== 'file') return undefined;
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const root = folder?.uri.fsPath ?? dirname(uri.fsPath);
  return { root, folder, file: relative(root, uri.fsPath).split(sep).join('/') };
}

/** The URI of a file of a root. */
export function uriOf(root: string, file: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.Uri.file(root), file);
}

/** Workspace folders that are on disk. */
export function diskFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
}

/** The name of a folder, for a row about what is in it, where the window has more than one; else empty. */
export function folderWord({ name }: vscode.WorkspaceFolder): string {
  return diskFolders().length > 1 ? name : '';
}
