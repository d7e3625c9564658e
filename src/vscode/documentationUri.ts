import * as vscode from 'vscode';

const extensionId = 'mips-port.mips-port';

/** The link that opens the documentation page of a rule in this editor. */
export function documentationUri(rule: string): vscode.Uri {
  return vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: extensionId, path: `/rules/${rule}` });
}
