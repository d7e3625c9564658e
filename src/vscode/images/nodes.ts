import { compareText } from '../../core/order';
import { partsOfName } from '../../core/images/reference';
import type { Location } from '../../core/types';
import type { BlockReason, ConversionCause } from '../../core/images/classify';
import { describeState } from '../../core/images/describe';
import { t } from '../services';
import {
  dockerfileOf,
  groupKinds,
  imageOf,
  imagesOf,
  isWanted,
  standingOf,
  type FolderImages,
  type ImageRef,
  type StateKind,
} from './model';

/** Menus hand these to commands, which read `id`. */
export type ImagesNode = GroupNode | ImageItemNode | PartNode | PlaceNode | SourceProblemNode;

export interface GroupNode {
  readonly kind: 'group';
  readonly state: StateKind;
  readonly refs: readonly ImageRef[];
}

/** An image; below another one it is a base of that, or an image that stands on it. */
export interface ImageItemNode {
  readonly kind: 'image';
  readonly id: ImageRef['id'];
  readonly ref: ImageRef;
  readonly role: 'own' | 'base' | 'build-base' | 'dependent';
  /** Where it is in the tree: the items above it, for an id of its own. */
  readonly path: string;
}

/** What stands on an image. */
export interface PartNode {
  readonly kind: 'dependents';
  readonly id: ImageRef['id'];
  readonly ref: ImageRef;
  readonly path: string;
}

/** A line of a file: the Dockerfile, a place that asks for the image, a reason for its state. */
export interface PlaceNode {
  readonly kind: 'place';
  readonly id: ImageRef['id'];
  readonly ref: ImageRef;
  readonly what: 'dockerfile' | 'upstream' | 'demand' | 'cause';
  readonly label: string;
  readonly at: Location | undefined;
  readonly path: string;
}

/** Lines of sources that name no image, files that cannot be read. */
export interface SourceProblemNode {
  readonly kind: 'problems';
  readonly images: FolderImages;
}

export type ImagesOrder = 'name' | 'dependents' | 'build';

/** Groups by state, of the images that pass the filter; empty groups are left out. */
export function groupsOf(
  folders: readonly FolderImages[],
  filter: string,
  order: ImagesOrder,
): readonly (GroupNode | SourceProblemNode)[] {
  const refs = imagesOf(folders).filter((ref) => matches(ref, filter));
  const problems = folders
    .filter((images) => images.problems.length > 0)
    .map((images) => ({ kind: 'problems', images }) as const);
  const groups = groupKinds.flatMap((state): readonly GroupNode[] => {
    const ofState = refs.filter((ref) => standingOf(ref) === state);
    return ofState.length === 0 ? [] : [{ kind: 'group', state, refs: sorted(ofState, order) }];
  });
  return [...problems, ...groups];
}

/** The items below an item. */
export function childrenOf(node: ImagesNode): readonly ImagesNode[] {
  switch (node.kind) {
    case 'group':
      return node.refs.map((ref) => imageItem(ref, 'own', node.state));
    case 'image':
      return detailsOf(node);
    case 'dependents':
      return relatives(node.ref.node.dependents, 'dependent', node);
    case 'place':
    case 'problems':
      return [];
  }
}

/** Whether there is something below an item. */
export function hasChildren(node: ImageItemNode): boolean {
  return node.role === 'own' || detailsOf(node).length > 0;
}

function detailsOf(node: ImageItemNode): readonly ImagesNode[] {
  const { path, ref, role } = node;
  const bases = [
    ...relatives(ref.node.needs, 'base', node),
    ...relatives(ref.node.buildNeeds, 'build-base', node),
  ];
  switch (role) {
    // A base shows what it stands on in turn, down to the root.
    case 'base':
      return bases;
    case 'build-base':
      return [];
    case 'dependent':
      return relatives(ref.node.dependents, 'dependent', node);
    case 'own': {
      const dependents = { kind: 'dependents', id: ref.id, ref, path: `${path}/<` } as const;
      return [
        ...causesOf(ref, path),
        ...sourceOf(ref, path),
        ...bases,
        ...(ref.node.dependents.length > 0 ? [dependents] : []),
        ...demandsOf(ref, path),
      ];
    }
  }
}

function relatives(
  ids: readonly string[],
  role: ImageItemNode['role'],
  { path, ref }: ImageItemNode | PartNode,
): readonly ImageItemNode[] {
  return ids.flatMap((id) => {
    const relative = imageOf(ref.images, id);
    // Images that need each other would go on for ever.
    if (!relative || `${path}/`.includes(`/${id}/`)) return [];
    return [imageItem(relative, role, path)];
  });
}

function imageItem(ref: ImageRef, role: ImageItemNode['role'], above: string): ImageItemNode {
  return { kind: 'image', id: ref.id, ref, role, path: `${above}/${ref.id.image}` };
}

function sourceOf(ref: ImageRef, path: string): readonly PlaceNode[] {
  const { recipe } = ref.node;
  if (!recipe) return [];
  const file = dockerfileOf(ref);
  const final = recipe.bases.find((base) => base.final)?.at;
  const start = { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const at = file === undefined ? undefined : final?.file === file ? final : { file, ...start };
  const source = recipe.origin.kind === 'catalogue' ? recipe.origin.source : (file ?? '');
  const what = file === undefined ? 'upstream' : 'dockerfile';
  return [{ kind: 'place', id: ref.id, ref, what, label: source, at, path: `${path}/d` }];
}

function demandsOf(ref: ImageRef, path: string): readonly PlaceNode[] {
  return ref.node.demands.map(({ at, key }, index) => ({
    kind: 'place',
    id: ref.id,
    ref,
    what: 'demand',
    label: key ?? '',
    at,
    path: `${path}/a${index}`,
  }));
}

/** The reasons for a state, each with its place where it has one. */
function causesOf(ref: ImageRef, path: string): readonly PlaceNode[] {
  const { images, node, state } = ref;
  const place = (label: string, at: Location | undefined, index: number): PlaceNode => {
    return { kind: 'place', id: ref.id, ref, what: 'cause', label, at, path: `${path}/c${index}` };
  };
  const built = images.built.get(ref.id.image);
  if (built) return built.problem === undefined ? [] : [place(built.problem, undefined, 0)];
  if (state.kind === 'needs-conversion') {
    return state.causes.map((cause, index) =>
      place(
        describeState({ ...state, causes: [cause] }, images.goarch, t),
        causeAt(cause, node.recipe?.bases ?? []),
        index,
      ),
    );
  }
  if (state.kind === 'blocked') {
    const at = blockAt(ref, state.by, state.reason);
    return [place(describeState(state, images.goarch, t), at, 0)];
  }
  return [];
}

function causeAt(
  cause: ConversionCause,
  bases: readonly { readonly image: string; readonly at?: Location }[],
): Location | undefined {
  return cause.kind === 'base' ? bases.find(({ image }) => image === cause.image)?.at : cause.at;
}

function blockAt({ node }: ImageRef, by: string, reason: BlockReason): Location | undefined {
  const { bases = [], unresolved = [] } = node.recipe ?? {};
  return reason === 'unresolved'
    ? unresolved.find(({ written }) => written === by)?.at
    : bases.find(({ image }) => image === by)?.at;
}

/** Every word of the filter has to be somewhere: in the name, the state or what asks for it. */
function matches(ref: ImageRef, filter: string): boolean {
  const texts = [
    ref.id.image,
    standingOf(ref),
    describeState(ref.state, ref.images.goarch, t),
    dockerfileOf(ref) ?? '',
    ...ref.node.demands.map(({ at, key }) => `${key ?? ''} ${at?.file ?? ''}`),
  ].map((text) => text.toLowerCase());
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => texts.some((text) => text.includes(word)));
}

function sorted(refs: readonly ImageRef[], order: ImagesOrder): readonly ImageRef[] {
  const byName = (a: ImageRef, b: ImageRef): number =>
    Number(isWanted(b)) - Number(isWanted(a)) ||
    compareText(partsOfName(a.id.image).own, partsOfName(b.id.image).own) ||
    compareText(a.id.image, b.id.image);
  switch (order) {
    case 'name':
      return [...refs].sort(byName);
    case 'dependents':
      return [...refs].sort((a, b) => b.node.dependents.length - a.node.dependents.length || byName(a, b));
    case 'build': {
      const place = ({ images, id }: ImageRef): number => {
        const at = images.graph.order.indexOf(id.image);
        return at < 0 ? Infinity : at;
      };
      const places = new Map(refs.map((ref) => [ref, place(ref)]));
      return [...refs].sort((a, b) => {
        const [first = 0, second = 0] = [places.get(a), places.get(b)];
        return first === second ? byName(a, b) : first - second;
      });
    }
  }
}
