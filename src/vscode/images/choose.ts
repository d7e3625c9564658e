import * as vscode from 'vscode';
import { wordsOf } from './items';
import { imageOf, imagesOf, nameOf, standingOf, type ImageId, type ImageRef } from './model';
import type { WorkspaceImages } from './workspaceImages';

/** The image that a command's argument names: an id itself, or a tree node that carries one. */
export function imageIdOf(argument: unknown): ImageId | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('id' in argument) return imageIdOf(argument.id);
  if (!('folder' in argument) || !('image' in argument)) return undefined;
  const { folder, image } = argument;
  return typeof folder === 'string' && typeof image === 'string' ? { folder, image } : undefined;
}

/** The image of an id, as it is now. */
export async function findImage(images: WorkspaceImages, id: ImageId): Promise<ImageRef | undefined> {
  const folder = (await images.all()).find(({ folder: one }) => one.uri.toString() === id.folder);
  return folder && imageOf(folder, id.image);
}

/**
 * The images that an argument names: one, those of a group, or what the user
 * picks among those that fit. Undefined where the user gave up or none fits,
 * which was told.
 */
export async function chooseImages(
  images: WorkspaceImages,
  argument: unknown,
  title: string,
  fits: (ref: ImageRef) => boolean,
): Promise<readonly ImageRef[] | undefined> {
  const id = imageIdOf(argument);
  if (id) {
    const ref = await findImage(images, id);
    if (ref && fits(ref)) return [ref];
    sayNone(title);
    return undefined;
  }
  const ofGroup = groupOf(argument);
  const fitting = imagesOf(await images.all()).filter(
    (ref) => (ofGroup === undefined || standingOf(ref) === ofGroup) && fits(ref),
  );
  if (fitting.length === 0) {
    sayNone(title);
    return undefined;
  }
  if (ofGroup !== undefined) return fitting;
  const items = fitting.map((ref) => ({
    label: nameOf(ref),
    description: wordsOf(ref),
    picked: fitting.length === 1,
    ref,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    matchOnDescription: true,
    title,
  });
  return picked === undefined || picked.length === 0 ? undefined : picked.map(({ ref }) => ref);
}

/** The one image that an argument names, or that the user picks. */
export async function chooseImage(
  images: WorkspaceImages,
  argument: unknown,
  title: string,
): Promise<ImageRef | undefined> {
  const id = imageIdOf(argument);
  if (id) return findImage(images, id);
  const all = imagesOf(await images.all());
  if (all.length === 0) {
    sayNone(title);
    return undefined;
  }
  const items = all.map((ref) => ({ label: nameOf(ref), description: wordsOf(ref), ref }));
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true }))?.ref;
}

function groupOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null || !('kind' in argument)) return undefined;
  if (argument.kind !== 'group' || !('state' in argument)) return undefined;
  return typeof argument.state === 'string' ? argument.state : undefined;
}

function sayNone(title: string): void {
  void vscode.window.showInformationMessage(vscode.l10n.t('{0}: there is no image for that now.', title));
}
