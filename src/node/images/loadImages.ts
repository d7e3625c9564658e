import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { BaseChoices } from '../../core/images/bases';
import { imagesOfRelease } from '../../core/images/catalogue/catalogue';
import { collectImages, type CollectedProblem } from '../../core/images/collect';
import { isImageSource } from '../../core/images/sources/fileNames';
import { buildGraph, type Demand, type ImageGraph } from '../../core/images/graph';
import { located } from '../../core/images/recipe';
import { readImageFile } from '../../core/images/sources/imageFile';
import type { SourceFiles } from '../../core/files';
import { joinPath } from '../../core/manifest/paths';
import type { GoParser } from '../../core/go/syntax';
import type { Translate } from '../../core/l10n';
import type { Manifest } from '../../core/manifest/manifest';
import { createDiskFiles, isText, maxFileSize } from '../diskFiles';
import { describeFsError } from '../replaceFiles';
import { walkTree } from '../walk';

export interface LoadImagesOptions {
  /** Absolute path of the folder that the manifest's paths are relative to. */
  readonly root: string;
  readonly manifest?: Pick<Manifest, 'images' | 'bases'>;
  /** GOARCH of the target, and of the machines that build. */
  readonly goarch: string;
  readonly host: string;
  readonly parser: GoParser;
  readonly t: Translate;
  /** Further lists, as paths that are absolute or relative to the root. */
  readonly lists?: readonly string[];
  /** Further texts of lists, such as standard input, by the names to call them. */
  readonly texts?: ReadonlyMap<string, string>;
  /** A further release of the catalogue. */
  readonly catalogue?: string;
  /** Whether the Dockerfiles and Kubernetes objects below the root count; they do unless told otherwise. */
  readonly withTree?: boolean;
  /** What is laid over the files: texts of editors. */
  readonly files?: SourceFiles;
  readonly checkCancelled?: () => void;
}

/** The images of a workspace. */
export interface LoadedImages {
  readonly graph: ImageGraph;
  /** What the manifest says stands for bases. */
  readonly choices: BaseChoices;
  /** Lines of sources that name no image, files that cannot be read; one message each, with its place. */
  readonly problems: readonly CollectedProblem[];
}

/** Reads every source of images of a workspace, and joins them to a graph. Nothing is asked of a registry. */
export function loadImages(options: LoadImagesOptions): LoadedImages {
  const { goarch, host, manifest, parser, root, t } = options;
  const files = options.files ?? createDiskFiles(root);
  const { checkCancelled } = options;
  const paths =
    options.withTree === false ? [] : walkTree(root, { t, ...(checkCancelled && { checkCancelled }) }).files;
  const named = (manifest?.images.build ?? []).map(
    ({ args, context, dockerfile, files: laid, name, stage }) => {
      return { name, context, dockerfile: joinPath(context, dockerfile), stage, args, files: laid };
    },
  );
  const collected = collectImages({ files, paths, goarch, host, parser, t, named });
  const walked = new Set(paths);
  const listed = listedImages(options, (list) => walked.has(list) && isImageSource(list));
  const demands = [...listed.demands, ...collected.demands];
  return {
    graph: buildGraph(demands, collected.recipes),
    choices: manifest?.bases ?? {},
    problems: [...listed.problems, ...collected.problems],
  };
}

/** @param isRead Whether a list was read with the tree already. */
function listedImages(
  { catalogue, lists = [], manifest, parser, root, t, texts }: LoadImagesOptions,
  isRead: (list: string) => boolean,
): { readonly demands: readonly Demand[]; readonly problems: readonly CollectedProblem[] } {
  const demands: Demand[] = [];
  const problems: CollectedProblem[] = [];
  for (const release of new Set([manifest?.images.catalogue, catalogue])) {
    for (const { key, reference } of release === undefined ? [] : (imagesOfRelease(release) ?? [])) {
      demands.push({ reference, ...(key !== undefined && { key }) });
    }
  }
  const take = (name: string, text: string): void => {
    const reading = readImageFile(name, text, { parser, t });
    for (const { key, range, reference } of reading.images) {
      demands.push({ reference, at: located(name, range), ...(key !== undefined && { key }) });
    }
    for (const { message, range } of reading.problems) problems.push({ ...located(name, range), message });
  };
  for (const list of [...(manifest?.images.lists ?? []), ...lists].filter((name) => !isRead(name))) {
    const text = readList(isAbsolute(list) ? list : join(root, list), list, t);
    if (text.kind === 'text') take(list, text.text);
    else
      problems.push({
        ...located(list, { line: 1, column: 1, endLine: 1, endColumn: 1 }),
        message: text.message,
      });
  }
  for (const [name, text] of texts ?? []) take(name, text);
  return { demands, problems };
}

type ListText =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'problem'; readonly message: string };

function readList(path: string, name: string, t: Translate): ListText {
  try {
    const bytes = readFileSync(path);
    if (bytes.length > maxFileSize || !isText(bytes)) {
      return { kind: 'problem', message: t('{0} is no list of images: it is not text', name) };
    }
    return { kind: 'text', text: bytes.toString('utf8') };
  } catch (error) {
    return { kind: 'problem', message: describeFsError(name, error, t) };
  }
}
