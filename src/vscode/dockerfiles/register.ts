import * as vscode from 'vscode';
import { isDockerfile } from '../../core/images/dockerfile/fileName';
import type { Services } from '../services';
import { ConvertProvider } from './codeActions';

/** Conversion of the Dockerfile in the editor, whole and by the instruction. */
export function register(services: Services): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    { scheme: 'file' },
    new ConvertProvider(services, (document) => isDockerfile(document.uri.path)),
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );
}
