import type * as vscode from 'vscode';

/** Builds the services and lets every feature register itself. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push();
}
