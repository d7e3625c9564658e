import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: {
    readonly commands?: readonly { readonly command: string }[];
  };
}

/** What the loaded extension's package.json contributes. */
export function readManifest(): { readonly commands: readonly string[] } {
  const extension = vscode.extensions.getExtension('mips-port.mips-port');
  if (extension === undefined) throw new Error('the extension is not loaded');
  const { contributes } = extension.packageJSON as Manifest;
  return { commands: (contributes.commands ?? []).map(({ command }) => command) };
}
