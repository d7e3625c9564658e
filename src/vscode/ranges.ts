import * as vscode from 'vscode';
import type { Range } from '../core/types';

/** A range of the engine, which counts from 1, as one of the editor, which counts from 0. */
export function toEditorRange({ line, column, endLine, endColumn }: Range): vscode.Range {
  return new vscode.Range(
    Math.max(0, line - 1),
    Math.max(0, column - 1),
    Math.max(0, endLine - 1),
    Math.max(0, endColumn - 1),
  );
}
