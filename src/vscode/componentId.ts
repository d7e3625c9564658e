import * as vscode from 'vscode';
import { joinPath } from '../core/manifest/paths';
import type { ComponentRef, Manifests } from './manifests';
import type { ComponentId } from './runs';

/** The component that a command's argument names: an id itself, or a tree node that carries one. */
export function componentIdOf(argument: unknown): ComponentId | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('id' in argument) return componentIdOf(argument.id);
  if (!('folder' in argument) || !('component' in argument)) return undefined;
  const { folder, component } = argument;
  return typeof folder === 'string' && typeof component === 'string' ? { folder, component } : undefined;
}

/**
 * Whether a file of a scanned root is one of a component's.
 *
 * @param root Absolute path of the root.
 * @param file Relative to the root, with `/`.
 */
export function isInComponent({ folder, component }: ComponentRef, root: string, file: string): boolean {
  const path = joinPath(component.path);
  return root === folder.uri.fsPath && (path === '.' || file.startsWith(`${path}/`));
}

/** Finds a component of the manifests by its id. */
export async function findComponent(
  manifests: Manifests,
  id: ComponentId,
): Promise<ComponentRef | undefined> {
  return (await manifests.components()).find(
    ({ folder, component }) => folder.uri.toString() === id.folder && component.name === id.component,
  );
}

/** The component that an argument names, or one that the user picks. */
export async function chooseComponent(
  manifests: Manifests,
  argument: unknown,
  title: string,
): Promise<ComponentRef | undefined> {
  const id = componentIdOf(argument);
  if (id) return findComponent(manifests, id);
  const components = await manifests.components();
  if (components.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no component yet: run "MIPS Port: Initialize Workspace" first.'),
    );
    return undefined;
  }
  const items = components.map((ref) => ({
    label: ref.component.name,
    description: `${ref.folder.name}/${ref.component.path}`,
    ref,
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.ref;
}
