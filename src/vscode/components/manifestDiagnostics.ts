import * as vscode from 'vscode';
import type { Manifests } from '../manifests';
import { toEditorRange } from '../ranges';

/** Shows what is wrong in manifests in the Problems panel. */
export function publishManifestProblems(manifests: Manifests): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('mips-port.yaml');
  const publish = async (): Promise<void> => {
    const all = await manifests.all();
    collection.clear();
    for (const { uri, reading } of all) {
      collection.set(
        uri,
        reading.problems.map(({ message, range, severity }) => {
          const diagnostic = new vscode.Diagnostic(
            toEditorRange(range),
            message,
            severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
          );
          diagnostic.source = 'mips-port.yaml';
          return diagnostic;
        }),
      );
    }
  };
  void publish();
  return vscode.Disposable.from(
    collection,
    manifests.onDidChange(() => void publish()),
  );
}
