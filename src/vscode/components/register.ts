import * as vscode from 'vscode';
import { manifestFileName } from '../../core/manifest/fileName';
import { chooseComponent } from '../componentId';
import { commands, views } from '../contributions';
import { ruleOfArgument } from '../ruleOfArgument';
import { onCommand, runCommand, type Services } from '../services';
import { publishManifestProblems } from './manifestDiagnostics';
import { componentPath } from './model';
import { filterStates, type FilterState, type Order } from './order';
import { ComponentsTree } from './tree';

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
    tree.onDidLoad(() => decorate(view, tree)),
    publishManifestProblems(manifests),
    onCommand(commands.initializeWorkspace, async () =>
      (await import('./initialize')).initializeWorkspace(services),
    ),
    onCommand(commands.addComponent, async (argument) =>
      (await import('./addComponent')).addComponent(services, argument),
    ),
    onCommand(commands.refreshComponents, async () => {
      manifests.refresh();
      await tree.refreshNow();
    }),
    onCommand(commands.sortComponents, () => chooseOrder(tree)),
    onCommand(commands.filterComponents, async (given) => {
      const text = typeof given === 'string' ? given : await askFilter(tree.filter);
      if (text !== undefined) tree.filter = text;
    }),
    onCommand(commands.clearComponentsFilter, () => {
      tree.filter = '';
    }),
    onCommand(commands.openManifest, () => openManifest(services)),
    onCommand(commands.showComponentFindings, async (argument) => {
      const ref = await chooseComponent(manifests, argument, vscode.l10n.t('Findings of which component?'));
      if (!ref) return;
      const path = componentPath(ref);
      const words = [path === '.' ? '' : `${path}/`, ruleOfArgument(argument) ?? ''];
      await runCommand(commands.filterFindings, words.filter((word) => word !== '').join(' '));
    }),
    onCommand(commands.revealArtifact, async (argument) => {
      const ref = await chooseComponent(manifests, argument, vscode.l10n.t('Artifact of which component?'));
      if (!ref) return;
      const { artifactsOf } = await import('../../core/plan/componentPlans');
      const [artifact] = artifactsOf(ref.component, manifests.targetOf(ref.folder.uri));
      if (!artifact) return;
      await vscode.commands.executeCommand(
        'revealInExplorer',
        vscode.Uri.joinPath(ref.folder.uri, artifact.path),
      );
    }),
  );
}

/** The badge, and a message while a filter is set: a view with a message shows no welcome text. */
function decorate(view: vscode.TreeView<unknown>, tree: ComponentsTree): void {
  const { all, attention, shown } = tree.counts();
  view.badge =
    attention > 0
      ? {
          value: attention,
          tooltip:
            attention === 1
              ? vscode.l10n.t('1 component waits for you')
              : vscode.l10n.t('{0} components wait for you', attention),
        }
      : undefined;
  view.description = tree.filter === '' ? '' : vscode.l10n.t('{0} of {1}', shown, all);
  view.message =
    tree.filter === ''
      ? ''
      : shown > 0
        ? vscode.l10n.t('Filter: {0}', tree.filter)
        : vscode.l10n.t('Nothing matches the filter: {0}', tree.filter);
}

async function openManifest({ manifests }: Services): Promise<void> {
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
}

async function chooseOrder(tree: ComponentsTree): Promise<void> {
  const labels: Readonly<Record<Order, string>> = {
    manifest: vscode.l10n.t('As in the manifest'),
    name: vscode.l10n.t('By name'),
    findings: vscode.l10n.t('By number of findings'),
    state: vscode.l10n.t('By state, what needs work first'),
  };
  const items = (Object.keys(labels) as Order[]).map((order) => ({
    label: labels[order],
    description: order === tree.order ? vscode.l10n.t('now') : '',
    order,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Sort components') });
  if (picked) await tree.setOrder(picked.order);
}

/** A state out of the list, or words of the user's own. */
async function askFilter(value: string): Promise<string | undefined> {
  const labels: Readonly<Record<FilterState, string>> = {
    findings: vscode.l10n.t('with findings'),
    dirty: vscode.l10n.t('with changes that are in no commit'),
    missing: vscode.l10n.t('without sources'),
    unapplied: vscode.l10n.t('with patches that are not applied'),
    unsent: vscode.l10n.t('with patches that are not sent'),
    unbuilt: vscode.l10n.t('not built'),
    failing: vscode.l10n.t('whose smoke run, tests or build fail'),
  };
  const own = vscode.l10n.t('Part of a name…');
  const picked = await vscode.window.showQuickPick(
    [
      ...filterStates.map((state) => ({ label: `@${state}`, description: labels[state] })),
      { label: own, description: value },
    ],
    { title: vscode.l10n.t('Show which components?'), matchOnDescription: true },
  );
  if (!picked) return undefined;
  if (picked.label !== own) return picked.label;
  return vscode.window.showInputBox({
    value,
    title: vscode.l10n.t('Show components that contain'),
    placeHolder: vscode.l10n.t('part of a name or folder, or @state; empty for all'),
  });
}
