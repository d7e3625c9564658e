import * as vscode from 'vscode';
import type { Finding } from '../../core/types';
import { documentationUri } from '../documentationUri';
import type { FindingStore } from '../findingStore';
import { toEditorRange } from '../ranges';

/** The source that the Problems panel shows beside each finding. */
export const diagnosticSource = 'mips-port';

/**
 * Shows what the store holds in the Problems panel and as squiggles. What a
 * file shows already is not set again: the editor drops the quick fixes that a
 * user has just asked for when the diagnostics of a file are set.
 */
export function publishDiagnostics(findings: FindingStore): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection(diagnosticSource);
  const subscription = findings.onDidChange((uris) => {
    const shown = uris.map((uri): [vscode.Uri, vscode.Diagnostic[]] => [
      uri,
      (findings.of(uri)?.findings ?? []).map(toDiagnostic),
    ]);
    collection.set(shown.filter(([uri, fresh]) => !isShown(collection.get(uri) ?? [], fresh)));
  });
  return vscode.Disposable.from(collection, subscription);
}

function isShown(before: readonly vscode.Diagnostic[], fresh: readonly vscode.Diagnostic[]): boolean {
  return before.length === fresh.length && JSON.stringify(before) === JSON.stringify(fresh);
}

/** A finding as the editor shows it: what is only likely is information, whatever its rule's severity. */
export function toDiagnostic(finding: Finding): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(toEditorRange(finding), finding.message, severityOf(finding));
  diagnostic.source = diagnosticSource;
  diagnostic.code = { value: finding.rule, target: documentationUri(finding.rule) };
  return diagnostic;
}

function severityOf({ certainty, severity }: Finding): vscode.DiagnosticSeverity {
  if (certainty === 'likely' || severity === 'info') return vscode.DiagnosticSeverity.Information;
  return severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
}
