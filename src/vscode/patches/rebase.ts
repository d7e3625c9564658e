import * as vscode from 'vscode';
import {
  abortRebase,
  conflictedFiles,
  continueRebase,
  rebaseSeries,
  waitingRebase,
  type PatchOutcome,
  type RebaseResult,
} from '../../node/patches/rebaseSeries';
import { runGit } from '../../node/git/runGit';
import { sourceFolder } from '../../node/patches/seriesContext';
import { chooseComponent } from '../componentId';
import { commands } from '../contributions';
import type { ComponentRef } from '../manifests';
import { seriesContext } from '../seriesContext';
import { runCommand } from '../services';
import { openConflicts } from './conflicts';
import { tellBriefly, tellRefusal, workOn, type PatchServices } from './operation';

type Going = RebaseResult | { readonly kind: 'aborted' };

/** Moves a series onto another version of the upstream; conflicts open in the merge editor. */
export async function rebase(services: PatchServices, argument: unknown): Promise<void> {
  const title = vscode.l10n.t('Rebase the patches of which component?');
  const component = await chooseComponent(services.manifests, argument, title);
  if (!component) return;
  const ref = refOf(argument) ?? (await askRef(services, component));
  if (ref === undefined) return;
  const progress = vscode.l10n.t('Rebasing the patches of {0} onto {1}', component.component.name, ref);
  await tell(
    services,
    component,
    await workOn<Going>(services, component, progress, (context) => rebaseSeries(context, ref)),
  );
}

/** Goes on with a rebase that waits, without the patch at which it waits, or gives it up. */
export async function goOn(
  services: PatchServices,
  argument: unknown,
  how: 'continue' | 'skip' | 'abort',
): Promise<void> {
  const component = await chooseRebasing(services, argument);
  if (!component) return;
  const waiting = waitingRebase(seriesContext(services.manifests, component));
  const unsaved = how === 'continue' && waiting ? unsavedBelow(waiting.worktree) : [];
  if (unsaved.length > 0) {
    // Never saved from here: the merge editor's text is the base until a side is accepted.
    const message = vscode.l10n.t(
      'These files are not saved. Accept a side for each conflict, save, and continue: {0}',
      unsaved.join(', '),
    );
    await askHowToGoOn(component, message);
    return;
  }
  const progress = vscode.l10n.t('Rebasing the patches of {0}', component.component.name);
  const result = await workOn<Going>(services, component, progress, (context) =>
    how === 'abort' ? abortRebase(context) : continueRebase(context, { skip: how === 'skip' }),
  );
  if (result?.kind !== 'unresolved' && waiting) await closeEditorsBelow(waiting.worktree);
  await tell(services, component, result);
}

/** Opens the conflicts of a rebase that waits. */
export async function openWaiting(services: PatchServices, argument: unknown): Promise<void> {
  const component = await chooseRebasing(services, argument);
  const waiting = component && waitingRebase(seriesContext(services.manifests, component));
  if (!component || !waiting) return;
  const files = await conflictedFiles(waiting.worktree);
  await tell(services, component, { kind: 'conflict', ...waiting, files });
}

/** The component that an argument names, else the one whose rebase waits; the user chooses among several. */
async function chooseRebasing(services: PatchServices, argument: unknown): Promise<ComponentRef | undefined> {
  const waiting = (await services.manifests.components()).filter((ref) =>
    waitingRebase(seriesContext(services.manifests, ref)),
  );
  const [only] = waiting;
  if (only && waiting.length === 1 && argument === undefined) return only;
  if (!only) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No rebase waits.'));
    return undefined;
  }
  return chooseComponent(services.manifests, argument, vscode.l10n.t('The rebase of which component?'));
}

async function tell(
  services: PatchServices,
  component: ComponentRef,
  result: Going | undefined,
): Promise<void> {
  const { name } = component.component;
  if (!result) return;
  switch (result.kind) {
    case 'rebased':
      tellRebased(name, result);
      return;
    case 'conflict': {
      await openConflicts(services, result);
      const message = vscode.l10n.t(
        '{0} does not fit. Resolve its conflicts, save, and continue: {1}',
        result.patch,
        result.files.join(', '),
      );
      await askHowToGoOn(component, message);
      return;
    }
    case 'unresolved': {
      const waiting = waitingRebase(seriesContext(services.manifests, component));
      await openConflicts(services, { patch: waiting?.patch ?? '', ...result });
      await askHowToGoOn(
        component,
        vscode.l10n.t('These files have conflict marks still: {0}', result.files.join(', ')),
      );
      return;
    }
    case 'aborted':
      tellBriefly(vscode.l10n.t('{0}: the rebase is given up; nothing has changed', name));
      return;
    case 'no-rebase':
      void vscode.window.showInformationMessage(vscode.l10n.t('No rebase waits.'));
      return;
    case 'rebase-in-progress':
      await askHowToGoOn(component, vscode.l10n.t('A rebase of {0} waits already.', name));
      return;
    // Only the command line tries a rebase out.
    case 'tried':
    case 'dirty':
      return;
    case 'no-repository':
    case 'invalid':
    case 'unrecorded':
    case 'cancelled':
    case 'failed':
      await tellRefusal(component, result);
  }
}

async function askHowToGoOn(component: ComponentRef, message: string): Promise<void> {
  const id = { folder: component.folder.uri.toString(), component: component.component.name };
  const answers = new Map([
    [vscode.l10n.t('Continue'), commands.continueRebase],
    [vscode.l10n.t('Skip Patch'), commands.skipRebasePatch],
    [vscode.l10n.t('Abort'), commands.abortRebase],
  ]);
  const choice = await vscode.window.showWarningMessage(message, ...answers.keys());
  const command = choice === undefined ? undefined : answers.get(choice);
  if (command) await runCommand(command, id);
}

function tellRebased(name: string, result: Extract<RebaseResult, { kind: 'rebased' }>): void {
  const outcomes = [...result.outcomes].map(([file, outcome]) => `${file}: ${outcomeText(outcome)}`);
  const where = result.checkedOut
    ? vscode.l10n.t('{0}: {1} is rebased and checked out.', name, result.branch)
    : vscode.l10n.t(
        '{0}: {1} is rebased; the sources have changes and stay where they are.',
        name,
        result.branch,
      );
  void vscode.window.showInformationMessage([where, outcomes.join('; ')].join(' '));
}

function outcomeText(outcome: PatchOutcome): string {
  switch (outcome.kind) {
    case 'applies':
      return vscode.l10n.t('applies');
    case 'resolved':
      return vscode.l10n.t('conflict resolved');
    case 'merged':
      return vscode.l10n.t('upstream has it, as {0}', outcome.commit.slice(0, 12));
    case 'contained':
      return outcome.commit === undefined
        ? vscode.l10n.t('upstream has what it does')
        : vscode.l10n.t('upstream has what it does, in other words, since {0}', outcome.commit.slice(0, 12));
    case 'conflicts':
      return vscode.l10n.t('does not fit: {0}', outcome.files.join(', '));
    case 'skipped':
      return vscode.l10n.t('left out');
  }
}

/** Closes what shows files of a worktree that is about to be, or was, removed. */
async function closeEditorsBelow(worktree: string): Promise<void> {
  const prefix = `${vscode.Uri.file(worktree).path}/`;
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => resultUri(input)?.path.startsWith(prefix));
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}

/** The file that a tab edits; merge editors tell theirs as `result`, which the API has no type for yet. */
function resultUri(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputText) return input.uri;
  if (typeof input !== 'object' || input === null || !('result' in input)) return undefined;
  return input.result instanceof vscode.Uri ? input.result : undefined;
}

/** Files of a worktree with unsaved text, relative to it. */
function unsavedBelow(worktree: string): readonly string[] {
  const prefix = `${vscode.Uri.file(worktree).path}/`;
  return vscode.workspace.textDocuments
    .filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.path.startsWith(prefix))
    .map(({ uri }) => uri.path.slice(prefix.length));
}

function refOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('ref' in argument)) return undefined;
  return typeof argument.ref === 'string' ? argument.ref : undefined;
}

async function askRef(services: PatchServices, component: ComponentRef): Promise<string | undefined> {
  const folder = sourceFolder(seriesContext(services.manifests, component));
  const { stdout } = await runGit(folder, [
    'for-each-ref',
    '--sort=-creatordate',
    '--format=%(refname:strip=2)',
    'refs/tags',
    'refs/remotes',
  ]);
  const own = vscode.l10n.t('Another Tag, Branch or Commit…');
  const names = stdout.split('\n').filter((name) => name !== '');
  const title = vscode.l10n.t('Rebase the patches of {0} onto what?', component.component.name);
  const picked = await vscode.window.showQuickPick([...names, own], { title });
  if (picked !== own) return picked;
  return vscode.window.showInputBox({
    title,
    placeHolder: vscode.l10n.t('a tag, a branch or a commit'),
    validateInput: (text) =>
      /^[^-\s]\S*$/.test(text) ? undefined : vscode.l10n.t('write a tag, a branch or a commit'),
  });
}
