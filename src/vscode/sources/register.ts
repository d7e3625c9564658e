import * as vscode from 'vscode';
import { commands } from '../contributions';
import { gitScheme, readGitContent } from '../gitContent';
import { mayRunProcesses, onCommand, type Services } from '../services';

/** Commands that bring the sources of components, check another version of them out, and show what was changed in them. */
export function register(services: Services): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(gitScheme, {
      provideTextDocumentContent: readGitContent,
    }),
    onCommand(commands.cloneSources, async (argument) => {
      if (!(await mayRunProcesses(vscode.l10n.t('Clone Sources')))) return;
      const { cloneSources } = await import('./clone');
      await cloneSources(services, argument);
    }),
    onCommand(commands.checkOutRef, async (argument) => {
      if (!(await mayRunProcesses(vscode.l10n.t('Check Out Ref')))) return;
      const { checkOut } = await import('./checkOut');
      await checkOut(services, argument);
    }),
    onCommand(commands.showSourceChanges, async (argument) => {
      if (!(await mayRunProcesses(vscode.l10n.t('Show Changes of Sources')))) return;
      const { showChanges } = await import('./showChanges');
      await showChanges(services, argument);
    }),
  );
}
