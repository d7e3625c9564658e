import * as vscode from 'vscode';
import { commands, type CommandId } from '../contributions';
import { mayRunProcesses, onCommand, type Services } from '../services';

/** What each command is called where a folder in restricted mode is told that it may not be. */
function titles(): Readonly<Partial<Record<CommandId, string>>> {
  return {
    [commands.applyPatches]: vscode.l10n.t('Apply Patches'),
    [commands.recordPatches]: vscode.l10n.t('Record Changes as Patches'),
    [commands.refreshPatches]: vscode.l10n.t('Refresh Patches'),
    [commands.restorePatches]: vscode.l10n.t('Put Vendored Patches Back'),
    [commands.rebasePatches]: vscode.l10n.t('Rebase Patches'),
    [commands.continueRebase]: vscode.l10n.t('Continue Rebase'),
    [commands.skipRebasePatch]: vscode.l10n.t('Skip Patch of Rebase'),
    [commands.abortRebase]: vscode.l10n.t('Abort Rebase'),
    [commands.openConflicts]: vscode.l10n.t('Open Conflicts'),
    [commands.movePatchUp]: vscode.l10n.t('Move Patch Up'),
    [commands.movePatchDown]: vscode.l10n.t('Move Patch Down'),
    [commands.exportPatches]: vscode.l10n.t('Export Patches for Upstream'),
    [commands.dropPatch]: vscode.l10n.t('Drop Patch'),
  };
}

/**
 * Commands on the series of patches of components. What works on git is loaded
 * when it is first asked for.
 */
export function register(shared: Services): vscode.Disposable {
  const services = { ...shared, busy: new Set<string>() };
  const withGit = (id: CommandId, run: (argument: unknown) => Promise<void>): vscode.Disposable =>
    onCommand(id, async (argument) => {
      if (await mayRunProcesses(titles()[id] ?? id)) await run(argument);
    });
  return vscode.Disposable.from(
    withGit(commands.applyPatches, async (argument) =>
      (await import('./apply')).applyPatches(services, argument),
    ),
    withGit(commands.recordPatches, async (argument) =>
      (await import('./record')).record(services, argument),
    ),
    withGit(commands.refreshPatches, async (argument) =>
      (await import('./edit')).refresh(services, argument),
    ),
    withGit(commands.restorePatches, async (argument) =>
      (await import('./restore')).restore(services, argument),
    ),
    withGit(commands.exportPatches, async (argument) =>
      (await import('./exportSeries')).exportSeries(services, argument),
    ),
    withGit(commands.movePatchUp, async (argument) => (await import('./edit')).move(services, argument, -1)),
    withGit(commands.movePatchDown, async (argument) => (await import('./edit')).move(services, argument, 1)),
    withGit(commands.dropPatch, async (argument) => (await import('./edit')).drop(services, argument)),
    withGit(commands.rebasePatches, async (argument) =>
      (await import('./rebase')).rebase(services, argument),
    ),
    withGit(commands.continueRebase, async (argument) =>
      (await import('./rebase')).goOn(services, argument, 'continue'),
    ),
    withGit(commands.skipRebasePatch, async (argument) =>
      (await import('./rebase')).goOn(services, argument, 'skip'),
    ),
    withGit(commands.abortRebase, async (argument) =>
      (await import('./rebase')).goOn(services, argument, 'abort'),
    ),
    withGit(commands.openConflicts, async (argument) =>
      (await import('./rebase')).openWaiting(services, argument),
    ),
    onCommand(commands.setUpstreamState, async (argument) =>
      (await import('./upstream')).setState(services, argument),
    ),
    onCommand(commands.openPatchUpstream, async (argument) =>
      (await import('./upstream')).openAddress(services, argument),
    ),
    onCommand(commands.openPatch, async (argument) =>
      (await import('./openPatch')).openPatch(services, argument),
    ),
    onCommand(commands.openPatchFile, async (argument) =>
      (await import('./openPatch')).openPatchFile(services, argument),
    ),
  );
}
