import * as vscode from 'vscode';
import { describeState, nameOfState } from '../../core/images/describe';
import { partsOfName } from '../../core/images/reference';
import type { Location } from '../../core/types';
import { contextValues } from '../contributions';
import { toEditorRange } from '../ranges';
import { folderWord, uriOf } from '../scopes';
import { t } from '../services';
import { dockerfileOf, isWanted, nameOf, standingOf, type ImageRef, type StateKind } from './model';
import {
  hasChildren,
  type GroupNode,
  type ImageItemNode,
  type ImagesNode,
  type PartNode,
  type PlaceNode,
  type SourceProblemNode,
} from './nodes';

/** Shapes differ as well as colours, as in the graph's picture. */
const stateIcons: Readonly<Record<StateKind, readonly [icon: string, color?: string]>> = {
  built: ['verified-filled', 'testing.iconPassed'],
  available: ['pass-filled', 'testing.iconPassed'],
  buildable: ['play-circle', 'charts.blue'],
  'needs-conversion': ['edit', 'editorWarning.foreground'],
  blocked: ['error', 'list.errorForeground'],
  'source-unknown': ['question', 'charts.purple'],
  skip: ['circle-slash', 'disabledForeground'],
};

/** What a list says of an image beside its name. */
export function wordsOf(ref: ImageRef): string {
  const words = [nameOfStanding(standingOf(ref)), folderWord(ref.images.folder)];
  return words.filter((word) => word !== '').join(' · ');
}

export function itemOf(node: ImagesNode): vscode.TreeItem {
  switch (node.kind) {
    case 'group':
      return groupItem(node);
    case 'image':
      return imageItem(node);
    case 'dependents':
      return dependentsItem(node);
    case 'place':
      return placeItem(node);
    case 'problems':
      return problemsItem(node);
  }
}

function groupItem({ refs, state }: GroupNode): vscode.TreeItem {
  const label = capital(nameOfStanding(state));
  const open = state !== 'skip' && state !== 'source-unknown';
  const item = new vscode.TreeItem(
    label,
    open ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = `group:${state}`;
  item.description = String(refs.length);
  item.contextValue =
    state === 'needs-conversion'
      ? contextValues.convertibleImages
      : state === 'buildable'
        ? contextValues.buildableImages
        : state === 'built'
          ? contextValues.builtImages
          : contextValues.images;
  item.accessibilityInformation = { label: vscode.l10n.t('{0}: {1} images', label, refs.length) };
  return item;
}

function imageItem(node: ImageItemNode): vscode.TreeItem {
  const { path, ref, role } = node;
  const { own, place } = partsOfName(ref.id.image);
  const item = new vscode.TreeItem(
    own,
    hasChildren(node) ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = `${ref.id.folder}#${path}`;
  const words = describeImage(ref, role);
  const folder = role === 'own' ? folderWord(ref.images.folder) : '';
  item.description = [...words, place, folder].filter((part) => part !== '').join(' · ');
  const { built, progress } = ref.images;
  const isBroken = built.get(ref.id.image)?.isSound === false;
  item.iconPath = progress.has(ref.id.image)
    ? new vscode.ThemeIcon('sync~spin')
    : isBroken
      ? new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'))
      : iconOf(standingOf(ref));
  item.contextValue = contextOf(ref);
  item.tooltip = tooltipOf(ref);
  item.accessibilityInformation = {
    label: `${nameOf(ref)}: ${[nameOfStanding(standingOf(ref)), ...words].join(', ')}`,
  };
  return item;
}

/** What the row says beside the name; its icon and its group say the state. */
function describeImage(ref: ImageRef, role: ImageItemNode['role']): readonly string[] {
  const { images, node, state } = ref;
  const step = images.progress.get(ref.id.image);
  if (step !== undefined) return [step];
  if (role === 'build-base') return [vscode.l10n.t('only to build, on the machine that builds')];
  const standing = role === 'own' ? '' : nameOfStanding(standingOf(ref));
  // What has to be converted is listed below the row.
  const built = images.built.get(ref.id.image);
  const reason = built
    ? (built.problem ?? built.digest.slice(7, 19))
    : state.kind === 'needs-conversion' && role === 'own'
      ? ''
      : describeState(state, images.goarch, t).replace(/^sha256:(\w{12})\w+$/, '$1');
  const dependents = node.dependents.length;
  const use =
    role !== 'own' || isWanted(ref) || dependents === 0
      ? ''
      : dependents === 1
        ? vscode.l10n.t('base of 1 image')
        : vscode.l10n.t('base of {0} images', dependents);
  return [standing, use, reason].filter((part) => part !== '');
}

/** The words that menus look for. */
function contextOf(ref: ImageRef): string {
  const { state } = ref;
  const words: string[] = [contextValues.image, standingOf(ref)];
  const hasDockerfile = dockerfileOf(ref) !== undefined;
  if (hasDockerfile) words.push('dockerfile');
  if (state.kind === 'buildable' && (hasDockerfile || state.choice)) words.push('build');
  if (ref.id.image !== 'scratch') words.push('named');
  return words.join('.');
}

function tooltipOf(ref: ImageRef): vscode.MarkdownString {
  const { id, images, node, state } = ref;
  const tooltip = new vscode.MarkdownString();
  tooltip.appendMarkdown('**');
  tooltip.appendText(id.image);
  tooltip.appendMarkdown('**\n\n');
  const reason = describeState(state, images.goarch, t);
  const kind = capital(nameOfStanding(standingOf(ref)));
  tooltip.appendText(reason === '' ? kind : `${kind}: ${reason}`);
  if (node.otherVersion !== undefined) {
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(vscode.l10n.t('Its recipe is of version {0}.', node.otherVersion));
  }
  const answer = images.availability.get(id.image);
  if (answer) {
    tooltip.appendMarkdown('\n\n');
    tooltip.appendText(describeAnswer(answer));
  }
  return tooltip;
}

function describeAnswer(answer: NonNullable<ReturnType<ImageRef['images']['availability']['get']>>): string {
  switch (answer.kind) {
    case 'available':
      return vscode.l10n.t('Its registry has it: {0}', answer.digest);
    case 'other-platforms':
      return vscode.l10n.t('Its registry has it for {0} only.', answer.platforms.join(', '));
    case 'not-found':
      return vscode.l10n.t('Its registry has no such image.');
    case 'unknown':
      return vscode.l10n.t('Its registry gave no answer: {0}', answer.reason);
  }
}

function dependentsItem({ path, ref }: PartNode): vscode.TreeItem {
  const count = ref.node.dependents.length;
  const label =
    count === 1 ? vscode.l10n.t('1 image stands on it') : vscode.l10n.t('{0} images stand on it', count);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${ref.id.folder}#${path}`;
  item.iconPath = new vscode.ThemeIcon('type-hierarchy-sub');
  return item;
}

const placeIcons: Readonly<Record<PlaceNode['what'], readonly [icon: string, color?: string]>> = {
  dockerfile: ['file-code'],
  upstream: ['repo'],
  demand: ['references'],
  cause: ['warning', 'list.warningForeground'],
};

function placeItem({ at, label, path, ref, what }: PlaceNode): vscode.TreeItem {
  const place = at && `${at.file}:${at.line}`;
  const name = label === '' ? (place ?? vscode.l10n.t('from the list')) : label;
  const item = new vscode.TreeItem(name);
  item.id = `${ref.id.folder}#${path}`;
  const [icon, color] = placeIcons[what];
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.description = describePlace(what, label === '' ? undefined : place);
  item.tooltip = `${name}\n${item.description}`.trim();
  if (at) item.command = openCommand(ref, at);
  item.accessibilityInformation = { label: `${name}: ${item.description}` };
  return item;
}

function describePlace(what: PlaceNode['what'], place: string | undefined): string {
  switch (what) {
    case 'dockerfile':
      return vscode.l10n.t('its Dockerfile');
    case 'upstream':
      return vscode.l10n.t('where its Dockerfile is upstream');
    case 'demand':
      return place === undefined ? vscode.l10n.t('asks for it') : vscode.l10n.t('asks for it in {0}', place);
    case 'cause':
      return place ?? '';
  }
}

/** Opens a place; a list may lie outside of the folder. */
export function openCommand({ images }: Pick<ImageRef, 'images'>, at: Location): vscode.Command {
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [
      uriOf(images.folder.uri.fsPath, at.file),
      { selection: toEditorRange(at), preserveFocus: true },
    ],
  };
}

function problemsItem({ images }: SourceProblemNode): vscode.TreeItem {
  const { problems } = images;
  const [first] = problems;
  const item = new vscode.TreeItem(
    problems.length === 1
      ? vscode.l10n.t('1 line names no image')
      : vscode.l10n.t('{0} lines name no image', problems.length),
  );
  item.description = first?.message ?? '';
  item.tooltip = problems.map(({ file, line, message }) => `${file}:${line}: ${message}`).join('\n');
  item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (first) item.command = openCommand({ images }, first);
  return item;
}

function iconOf(state: StateKind): vscode.ThemeIcon {
  const [name, color] = stateIcons[state];
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** The name of a group or state. */
export function nameOfStanding(kind: StateKind): string {
  return kind === 'built' ? vscode.l10n.t('built') : nameOfState(kind, t);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
