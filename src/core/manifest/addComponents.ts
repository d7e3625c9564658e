import { isMap, isScalar, isSeq, parseDocument, type Document } from 'yaml';
import type { DetectedComponent } from './detectComponents';
import { printManifest } from './printManifest';
import type { CataloguePick } from './catalogue/catalogue';

/** A component to write into a manifest. */
export interface NewComponent {
  readonly name: string;
  /** Its keys besides the name, as they will stand there. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** A line above it. */
  readonly comment?: string;
}

/** What adding gave: the new text, and the names that were there already and stayed as they were. */
export interface Addition {
  readonly text: string;
  readonly added: readonly string[];
  readonly present: readonly string[];
}

/** A component from the catalogue. The source is written out, so that a newer catalogue does not move it. */
export function fromCatalogue({ entry, set, version }: CataloguePick): NewComponent {
  const { path, source } = version.recipe;
  return {
    name: entry.id,
    keys: { catalogue: `${entry.id}@${set}`, path, source },
    comment: ` ${entry.title} ${version.version} (${entry.licence})`,
  };
}

/** A component of the user's own, as a look at its tree suggests it. */
export function fromDetected({ name, path, kind, packages, cgo }: DetectedComponent): NewComponent {
  const build =
    kind === 'make'
      ? { output: name }
      : { ...(packages.length > 0 ? { packages } : {}), ...(cgo ? { cgo } : {}) };
  return {
    name,
    keys: {
      path,
      ...(kind === 'make' ? { kind } : {}),
      ...(Object.keys(build).length > 0 ? { build } : {}),
    },
  };
}

/**
 * Writes components into the text of a manifest behind those that are there,
 * comments and all. Undefined where the text is no YAML map, or where its
 * `components` is no list.
 */
export function addComponents(text: string, components: readonly NewComponent[]): Addition | undefined {
  const document: Document.Parsed = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  if ((document.get('components') ?? null) === null) document.set('components', document.createNode([]));
  const list = document.get('components', true);
  if (!isSeq(list)) return undefined;
  if (list.items.length === 0) list.flow = false;
  const names = new Set(
    list.items.flatMap((item) => {
      const name = isMap(item) ? item.get('name', true) : undefined;
      return isScalar(name) ? [String(name.value)] : [];
    }),
  );
  const added: string[] = [];
  const present: string[] = [];
  for (const { name, keys, comment } of components) {
    if (names.has(name)) {
      present.push(name);
      continue;
    }
    const node = document.createNode({ name, ...keys });
    if (comment !== undefined) node.commentBefore = comment;
    list.add(node);
    names.add(name);
    added.push(name);
  }
  return { text: added.length === 0 ? text : printManifest(document, text), added, present };
}
