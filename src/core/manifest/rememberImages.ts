import { isMap, isSeq, parseDocument, type Document } from 'yaml';
import { debianSuite, type BaseChoice } from '../images/bases';
import { printManifest } from './printManifest';

/** Where images come from, to write into a manifest. */
export interface ImageSources {
  /** A release of the catalogue. */
  readonly catalogue?: string;
  /** Paths of lists relative to the manifest. */
  readonly lists?: readonly string[];
}

/**
 * Writes sources of images into the text of a manifest beside those that are
 * there, comments and all. Undefined where the text is no YAML map.
 */
export function rememberSources(text: string, { catalogue, lists = [] }: ImageSources): string | undefined {
  const document = readMap(text);
  if (!document) return undefined;
  if (catalogue !== undefined) setIn(document, 'images', 'catalogue', catalogue);
  if (lists.length > 0) {
    const there = document.getIn(['images', 'lists']);
    const known: readonly unknown[] = isSeq(there) ? there.toJSON() : [];
    const fresh = lists.filter((list) => !known.includes(list));
    if (isSeq(there)) for (const list of fresh) there.add(document.createNode(list));
    else setIn(document, 'images', 'lists', fresh);
  }
  return printManifest(document, text);
}

/**
 * Writes what stands for base images into the text of a manifest, over what
 * stood for them before. Undefined where the text is no YAML map.
 */
export function rememberBases(text: string, bases: ReadonlyMap<string, BaseChoice>): string | undefined {
  const document = readMap(text);
  if (!document) return undefined;
  for (const [key, choice] of bases) setIn(document, 'bases', key, written(choice));
  return printManifest(document, text);
}

/**
 * Writes where images of registries go into the text of a manifest, over what
 * was said of these registries before. Undefined where the text is no YAML map.
 */
export function rememberRegistries(
  text: string,
  registries: ReadonlyMap<string, string>,
): string | undefined {
  const document = readMap(text);
  if (!document) return undefined;
  for (const [from, to] of registries) setIn(document, 'registries', from, to);
  return printManifest(document, text);
}

function readMap(text: string): Document.Parsed | undefined {
  const document = parseDocument(text);
  return document.errors.length > 0 || !isMap(document.contents) ? undefined : document;
}

function setIn(document: Document.Parsed, section: string, key: string, value: unknown): void {
  const map = document.get(section);
  if (!isMap(map)) document.set(section, document.createNode({}));
  // An empty map that was written as {} would take its entries on one line.
  else if (map.items.length === 0) map.flow = false;
  document.setIn([section, key], document.createNode(value));
}

/** A choice without what it says by default. */
function written(choice: BaseChoice): Readonly<Record<string, unknown>> {
  if (choice.use !== 'debian') return choice;
  return {
    use: 'debian',
    ...(choice.suite === debianSuite ? {} : { suite: choice.suite }),
    ...(choice.packages.length === 0 ? {} : { packages: choice.packages }),
  };
}
