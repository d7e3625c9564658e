import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { openGit } from '../../node/git/openGit';
import { checkoutRef, type CheckoutOptions } from '../../node/git/sources';
import { worktreeFolder } from '../../node/patches/applySeries';
import { chooseComponent } from '../componentId';
import { commands } from '../contributions';
import { askAboutDirtyTree, stashedMessage } from '../dirtyTree';
import type { ComponentRef } from '../manifests';
import { runCommand, type Services } from '../services';
import { saveBelow, withCancel } from '../withCancel';

/** Checks another version of a component's sources out. Changes of the user are never touched without being asked for. */
export async function checkOut({ log, manifests }: Services, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Check out a version of which component?');
  const component = await chooseComponent(manifests, argument, title);
  if (!component) return;
  const folder = join(component.folder.uri.fsPath, component.component.path);
  if (!existsSync(join(folder, '.git'))) {
    void vscode.window.showErrorMessage(vscode.l10n.t('{0} is no git clone of its own.', folder));
    return;
  }
  const ref = refOf(argument) ?? (await askRef(folder, component));
  if (ref === undefined || !(await saveBelow(folder))) return;
  await attempt(log, component, folder, ref, undefined);
}

async function attempt(
  log: Services['log'],
  { folder: root, component }: ComponentRef,
  folder: string,
  ref: string,
  dirty: CheckoutOptions['dirty'],
): Promise<void> {
  const { name } = component;
  const result = await withCancel(vscode.l10n.t('Checking {0} out in {1}', ref, name), (signal, onProgress) =>
    checkoutRef(folder, ref, { signal, onProgress, ...(dirty ? { dirty } : {}) }),
  );
  await runCommand(commands.refreshComponents);
  log.info(`check out ${name} ${ref}: ${JSON.stringify(result)}`);
  switch (result.kind) {
    case 'dirty': {
      const answer = await askAboutDirtyTree({ name, folder, files: result.files });
      if (!answer) return;
      const beside = worktreeFolder({ root: root.uri.fsPath, component });
      const worktree = `${beside}@${ref.replace(/[^A-Za-z0-9._-]+/g, '-')}`;
      await attempt(
        log,
        { folder: root, component },
        folder,
        ref,
        answer === 'stash' ? { kind: 'stash' } : { kind: 'worktree', folder: worktree },
      );
      return;
    }
    case 'checked-out':
      await tellCheckedOut(name, ref, folder, result);
      return;
    case 'failed':
      void vscode.window.showErrorMessage(vscode.l10n.t('{0}: {1}', name, result.reason));
      return;
    case 'adopted':
    case 'cancelled':
    case 'cloned':
    case 'occupied':
  }
}

async function tellCheckedOut(
  name: string,
  ref: string,
  source: string,
  { folder, stashed }: { readonly folder: string; readonly stashed: boolean },
): Promise<void> {
  if (folder !== source) {
    const open = vscode.l10n.t('Open in New Window');
    const message = vscode.l10n.t('{0} is at {1} in {2}', name, ref, folder);
    if ((await vscode.window.showInformationMessage(message, open)) === open) {
      await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(folder), {
        forceNewWindow: true,
      });
    }
  } else if (stashed) {
    void vscode.window.showInformationMessage(
      `${vscode.l10n.t('{0} is at {1}.', name, ref)} ${stashedMessage()}`,
    );
  } else vscode.window.setStatusBarMessage(vscode.l10n.t('{0} is at {1}', name, ref), 5000);
}

/** The ref that a key binding or another command names. */
function refOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('ref' in argument)) return undefined;
  return typeof argument.ref === 'string' && isRef(argument.ref) ? argument.ref : undefined;
}

function isRef(text: string): boolean {
  return /^[^-\s][^\s]*$/.test(text);
}

/** The manifest's ref, tags and branches to choose from, or one of the user's own. */
async function askRef(folder: string, { component }: ComponentRef): Promise<string | undefined> {
  const git = openGit(folder);
  const names = (format: string, ...patterns: readonly string[]): Promise<readonly string[]> =>
    git
      .raw(['for-each-ref', '--sort=-creatordate', `--format=${format}`, ...patterns])
      .then((text) => text.split('\n').filter((name) => name !== ''))
      .catch(() => []);
  const tags = await names('%(refname:strip=2)', 'refs/tags');
  const branches = await names('%(refname:strip=2)', 'refs/heads');
  const wanted = component.source?.ref;
  const own = vscode.l10n.t('Another Tag, Branch or Commit…');
  const separator = (label: string): vscode.QuickPickItem => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const items: vscode.QuickPickItem[] = [
    ...(wanted === undefined
      ? []
      : [{ label: wanted, description: vscode.l10n.t('what the manifest names') }]),
    { label: own },
    separator(vscode.l10n.t('branches')),
    ...branches.map((label) => ({ label })),
    separator(vscode.l10n.t('tags')),
    ...tags.filter((label) => label !== wanted).map((label) => ({ label })),
  ];
  const title = vscode.l10n.t('Check out which version of {0}?', component.name);
  const picked = await vscode.window.showQuickPick(items, { title });
  if (picked?.label !== own) return picked?.label;
  return vscode.window.showInputBox({
    title,
    placeHolder: vscode.l10n.t('a tag, a branch or a commit'),
    validateInput: (text) => (isRef(text) ? undefined : vscode.l10n.t('write a tag, a branch or a commit')),
  });
}
