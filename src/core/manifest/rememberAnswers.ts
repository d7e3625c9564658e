import { isMap, parseDocument } from 'yaml';
import { printManifest } from './printManifest';

/** Answers to a conversion's questions. */
export interface ConversionAnswers {
  /** apt's names, by the name in another distribution. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
  /** Images, by the image that each takes the place of. */
  readonly bases: ReadonlyMap<string, string>;
}

/**
 * Writes answers into the text of a manifest, over those that are there,
 * comments and all. Undefined where the text is no YAML map.
 */
export function rememberAnswers(text: string, { packages, bases }: ConversionAnswers): string | undefined {
  const document = parseDocument(text.trim() === '' ? 'version: 1\n' : text);
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const set = (section: string, key: string, value: unknown): void => {
    if (!isMap(document.get(section))) document.set(section, document.createNode({}));
    document.setIn([section, key], document.createNode(value));
  };
  for (const [name, apt] of packages) set('packages', name, apt);
  for (const [name, image] of bases) set('bases', name, { use: 'image', image });
  return printManifest(document, text);
}
