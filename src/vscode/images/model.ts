import type * as vscode from 'vscode';
import type { Availability, ImageState } from '../../core/images/classify';
import { stateKinds } from '../../core/images/classify';
import type { ImageNode } from '../../core/images/graph';
import { shortName } from '../../core/images/reference';
import type { LoadedImages } from '../../node/images/loadImages';

/** The images of a workspace folder as they were read for this showing of the tree. */
export interface FolderImages extends LoadedImages {
  readonly folder: vscode.WorkspaceFolder;
  readonly goarch: string;
  readonly states: ReadonlyMap<string, ImageState>;
  readonly availability: ReadonlyMap<string, Availability>;
  /** What the local engine has, built from what is here now, by the images' names in full. */
  readonly built: ReadonlyMap<string, BuiltImage>;
  /** What is done to images now, by their names. */
  readonly progress: ReadonlyMap<string, string>;
}

/** An image of the local engine. */
export interface BuiltImage {
  /** What the engine calls it. */
  readonly tag: string;
  /** Of its configuration. */
  readonly digest: string;
  readonly isSound: boolean;
  /** What its check found wrong. */
  readonly problem: string | undefined;
}

/** Names an image across commands and menus. */
export interface ImageId {
  /** URI of the workspace folder. */
  readonly folder: string;
  /** As `formatReference` writes it. */
  readonly image: string;
}

/** An image with all that is known of it. */
export interface ImageRef {
  readonly id: ImageId;
  readonly node: ImageNode;
  readonly state: ImageState;
  readonly images: FolderImages;
}

/** How an image stands, and that it was built. */
export type StateKind = ImageState['kind'] | 'built';

/** Every group of the tree, in the order in which they are shown. */
export const groupKinds: readonly StateKind[] = ['built', ...stateKinds];

/** Where an image stands for the user: what is built is built, whatever its recipe still wants. */
export function standingOf({ id, images, state }: ImageRef): StateKind {
  return images.built.has(id.image) ? 'built' : state.kind;
}

/** An image of a folder by its name in full; undefined where the folder has none of that name. */
export function imageOf(images: FolderImages, image: string): ImageRef | undefined {
  const node = images.graph.nodes.get(image);
  const state = images.states.get(image);
  if (!node || !state) return undefined;
  return { id: { folder: images.folder.uri.toString(), image }, node, state, images };
}

/** Every image of some folders but `scratch`, which nobody has to have. */
export function imagesOf(folders: readonly FolderImages[]): readonly ImageRef[] {
  return folders.flatMap((images) =>
    [...images.graph.nodes.keys()].flatMap((id) => {
      const ref = id === 'scratch' ? undefined : imageOf(images, id);
      return ref ? [ref] : [];
    }),
  );
}

/** The Dockerfile of the workspace that makes an image, relative to its folder. */
export function dockerfileOf({ node: { recipe } }: ImageRef): string | undefined {
  return recipe?.origin.kind === 'dockerfile' ? recipe.origin.path : undefined;
}

/** Whether something asks for an image itself; otherwise it only serves others as their base. */
export function isWanted({ node }: ImageRef): boolean {
  return node.demands.length > 0 || node.recipe?.origin.kind === 'dockerfile';
}

/** The name as one writes it. */
export function nameOf({ id }: ImageRef): string {
  return shortName(id.image);
}

/** Images by the workspace folder that they are of. */
export function byFolder(
  refs: readonly ImageRef[],
): ReadonlyMap<vscode.WorkspaceFolder, readonly ImageRef[]> {
  const found = new Map<vscode.WorkspaceFolder, ImageRef[]>();
  for (const ref of refs) found.set(ref.images.folder, [...(found.get(ref.images.folder) ?? []), ref]);
  return found;
}
