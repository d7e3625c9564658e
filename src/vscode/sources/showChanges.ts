import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { gitOutput } from '../../node/git/runGit';
import { readSource } from '../../node/git/readSource';
import { chooseComponent } from '../componentId';
import { gitUri } from '../gitContent';
import type { Services } from '../services';

/** Shows what differs from the commit in a component's sources, as one diff of all files. */
export async function showChanges({ manifests }: Services, argument: unknown): Promise<void> {
  const named = folderOf(argument) ?? (await ask(manifests, argument));
  if (named === undefined) return;
  const { folder, name } = named;
  const source = await readSource(folder);
  if (source.kind !== 'git' || source.state.dirty.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('{0} has no changes.', name));
    return;
  }
  const prefix = await gitOutput(folder, ['rev-parse', '--show-prefix']);
  const root = await gitOutput(folder, ['rev-parse', '--show-toplevel']);
  // A folder that is new as a whole is one entry, with a slash at its end.
  const rows = source.state.dirty
    .filter((file) => !file.endsWith('/'))
    .map((file) => {
      const uri = vscode.Uri.file(join(folder, file));
      return [uri, gitUri(root, 'HEAD', `${prefix}${file}`), uri];
    });
  await vscode.commands.executeCommand('vscode.changes', vscode.l10n.t('Changes of {0}', name), rows);
}

async function ask(
  manifests: Services['manifests'],
  argument: unknown,
): Promise<{ readonly folder: string; readonly name: string } | undefined> {
  const ref = await chooseComponent(manifests, argument, vscode.l10n.t('Changes of which component?'));
  return ref && { folder: join(ref.folder.uri.fsPath, ref.component.path), name: ref.component.name };
}

/** Sources that another feature names by their folder. */
function folderOf(argument: unknown): { readonly folder: string; readonly name: string } | undefined {
  if (typeof argument !== 'object' || argument === null || !('source' in argument)) return undefined;
  const { source } = argument;
  if (typeof source !== 'string') return undefined;
  const name = 'name' in argument && typeof argument.name === 'string' ? argument.name : basename(source);
  return { folder: source, name };
}
