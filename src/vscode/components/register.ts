import * as vscode from 'vscode';
import { artifactsOf } from '../../core/plan/componentPlans';
import { manifestFileName } from '../../core/manifest/fileName';
import { chooseComponent } from '../componentId';
import { commands, views } from '../contributions';
import { onCommand, runCommand, type Services } from '../services';
import { initializeWorkspace } from './initialize';
import { publishManifestProblems } from './manifestDiagnostics';
import { componentPath } from './model';
import { ComponentsTree, type Order } from './tree';

/** The Components view, and the manifest behind it. */
export function register(services: Services): vscode.Disposable {
  const { manifests } = services;
  const tree = new ComponentsTree(services);
  const view = vscode.window.createTreeView(views.components, {
    treeDataProvider: tree,
    showCollapseAll: true,
  });
  return vscode.Disposable.from(
    tree,
    view,
    publishManifestProblems(manifests),
    onCommand(commands.initializeWorkspace, () => initializeWorkspace(services)),
    onCommand(commands.refreshComponents, () => {
      manifests.refresh();
      tree.refresh();
    }),
    onCommand(commands.sortComponents, () => chooseOrder(tree)),
    onCommand(commands.openManifest, async () => {
      const all = await manifests.all();
      const [first] = all;
      if (!first) await runCommand(commands.initializeWorkspace);
      else if (all.length === 1) await vscode.window.showTextDocument(first.uri);
      else {
        const items = all.map(({ folder, uri }) => ({
          label: folder.name,
          description: manifestFileName,
          uri,
        }));
        const picked = await vscode.window.showQuickPick(items);
        if (picked) await vscode.window.showTextDocument(picked.uri);
      }
    }),
    onCommand(commands.showComponentFindings, async (argument) => {
      const ref = await chooseComponent(manifests, argument, vscode.l10n.t('Findings of which component?'));
      if (!ref) return;
      const path = componentPath(ref);
      await runCommand(commands.filterFindings, path === '.' ? '' : `${path}/`);
    }),
    onCommand(commands.revealArtifact, async (argument) => {
      const ref = await chooseComponent(manifests, argument, vscode.l10n.t('Artifact of which component?'));
      if (!ref) return;
      const [artifact] = artifactsOf(ref.component, manifests.targetOf(ref.folder.uri));
      if (!artifact) return;
      await vscode.commands.executeCommand(
        'revealInExplorer',
        vscode.Uri.joinPath(ref.folder.uri, artifact.path),
      );
    }),
  );
}

async function chooseOrder(tree: ComponentsTree): Promise<void> {
  const labels: Readonly<Record<Order, string>> = {
    manifest: vscode.l10n.t('As in the manifest'),
    name: vscode.l10n.t('By name'),
    findings: vscode.l10n.t('By number of findings'),
  };
  const items = (Object.keys(labels) as Order[]).map((order) => ({
    label: labels[order],
    description: order === tree.order ? vscode.l10n.t('now') : '',
    order,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort components') });
  if (picked) await tree.setOrder(picked.order);
}
