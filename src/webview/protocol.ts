/**
 * What the graph's picture and the extension say to each other. The extension
 * sends `ToPicture`, the picture `FromPicture`; each reads what comes with the
 * function below, since nothing that crosses can be taken at its word.
 */
export type ToPicture =
  /** The images to draw, in place of those before. */
  | { readonly kind: 'picture'; readonly picture: Picture }
  /** Selects an image and brings it into the middle. */
  | { readonly kind: 'reveal'; readonly id: string };

export type FromPicture =
  /** It has loaded and wants its picture. */
  | { readonly kind: 'ready' }
  /** The user opens an image. */
  | { readonly kind: 'open'; readonly id: string }
  /** The user wants this SVG document as a file. */
  | { readonly kind: 'export'; readonly svg: string };

/** How an image stands; what the picture has a colour and a shape for. */
export const pictureStates = [
  'built',
  'available',
  'buildable',
  'needs-conversion',
  'blocked',
  'source-unknown',
  'skip',
] as const;

export type PictureState = (typeof pictureStates)[number];

export interface PictureNode {
  /** The name in full. */
  readonly id: string;
  readonly label: string;
  readonly state: PictureState;
  /** How it stands and why, in one sentence. */
  readonly description: string;
  /** Whether something asks for it itself, and not only as a base. */
  readonly wanted: boolean;
}

export interface PictureEdge {
  readonly base: string;
  readonly image: string;
  /** Whether only the machine that builds has to run the base. */
  readonly build: boolean;
}

export interface Picture {
  readonly title: string;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
  /** Names of the states, for the legend. */
  readonly states: Readonly<Record<PictureState, string>>;
  readonly texts: PictureTexts;
}

/** Texts in the editor's language; `{0}` and `{1}` are filled in by the picture. */
export interface PictureTexts {
  readonly search: string;
  readonly found: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fit: string;
  readonly export: string;
  readonly standsOn: string;
  readonly standOnIt: string;
  readonly nothing: string;
  readonly keys: string;
  readonly empty: string;
}

const textKeys: readonly (keyof PictureTexts)[] = [
  'search',
  'found',
  'zoomIn',
  'zoomOut',
  'fit',
  'export',
  'standsOn',
  'standOnIt',
  'nothing',
  'keys',
  'empty',
];

/** Reads what the picture said; undefined where that is no message of it. */
export function readFromPicture(value: unknown): FromPicture | undefined {
  if (!isRecord(value)) return undefined;
  const { id, kind, svg } = value;
  if (kind === 'ready') return { kind };
  if (kind === 'open' && typeof id === 'string') return { kind, id };
  if (kind === 'export' && typeof svg === 'string' && svg.startsWith('<svg ')) return { kind, svg };
  return undefined;
}

/** Reads what the extension said; undefined where that is no message of it. */
export function readToPicture(value: unknown): ToPicture | undefined {
  if (!isRecord(value)) return undefined;
  const { id, kind, picture } = value;
  if (kind === 'reveal' && typeof id === 'string') return { kind, id };
  return kind === 'picture' && isPicture(picture) ? { kind, picture } : undefined;
}

function isPicture(value: unknown): value is Picture {
  if (!isRecord(value)) return false;
  const { edges, nodes, states, texts, title } = value;
  return (
    typeof title === 'string' &&
    Array.isArray(nodes) &&
    nodes.every(isNode) &&
    Array.isArray(edges) &&
    edges.every(isEdge) &&
    isRecord(states) &&
    pictureStates.every((state) => typeof states[state] === 'string') &&
    isRecord(texts) &&
    textKeys.every((key) => typeof texts[key] === 'string')
  );
}

function isNode(value: unknown): boolean {
  return (
    isRecord(value) &&
    ['id', 'label', 'description'].every((key) => typeof value[key] === 'string') &&
    pictureStates.some((state) => state === value['state']) &&
    typeof value['wanted'] === 'boolean'
  );
}

function isEdge(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['base'] === 'string' &&
    typeof value['image'] === 'string' &&
    typeof value['build'] === 'boolean'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
