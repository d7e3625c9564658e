import type { SourceFiles } from '../files';
import { baseName, joinPath, parentOf } from '../go/paths';
import type { GoParser } from '../go/syntax';
import type { Translate } from '../l10n';
import type { Location } from '../types';
import { recipeOfDockerfile, type DockerfileSource } from './dockerfileRecipe';
import type { Demand, WorkspaceRecipe } from './graph';
import { located, type ImageRecipe } from './recipe';
import { formatReference, readReference } from './reference';
import { baseImageLine, readBaseImageFile } from './sources/baseImageFile';
import { isImageSource, isLinuxDockerfile, isManifestGo, isYaml } from './sources/fileNames';
import { readKubernetesYaml } from './sources/kubernetesYaml';
import type { SourceReading } from './sources/listed';
import { readManifestGo } from './sources/manifestGo';

/** A problem of a source, with its file. */
export interface CollectedProblem extends Location {
  readonly message: string;
}

/** What a tree says about images. */
export interface CollectedImages {
  readonly demands: readonly Demand[];
  readonly recipes: readonly WorkspaceRecipe[];
  readonly problems: readonly CollectedProblem[];
}

export interface CollectOptions {
  readonly files: SourceFiles;
  /** Every file of the tree, relative to its root. */
  readonly paths: readonly string[];
  readonly goarch: string;
  readonly host: string;
  readonly parser: GoParser;
  readonly t: Translate;
  /** Dockerfiles whose images are named; their folders give no name then. */
  readonly named?: readonly NamedBuild[];
}

/** A Dockerfile and the image that it makes. Paths are relative to the root. */
export interface NamedBuild {
  /** The image's reference. */
  readonly name: string;
  readonly context: string;
  /** Relative to the root too. */
  readonly dockerfile: string;
  readonly stage: string | undefined;
  readonly args: Readonly<Record<string, string>>;
  /** Files that are laid into the context: paths relative to the root, by paths in the context. */
  readonly files: Readonly<Record<string, string>>;
}

/** For a version that is no tag. */
const unnamed = { registry: 'localhost', repository: 'image', tag: 'latest', digest: undefined };

/** Where Dockerfiles with BASEIMAGE and VERSION files stand in a Kubernetes tree. */
const testImages = 'test/images/';

/** Reads the Dockerfiles, test images, lists of test images and Kubernetes manifests of a tree. */
export function collectImages(options: CollectOptions): CollectedImages {
  const { files, parser, t } = options;
  const demands: Demand[] = [];
  const recipes: WorkspaceRecipe[] = [];
  const problems: CollectedProblem[] = [];
  const take = (path: string, reading: SourceReading): void => {
    for (const { key, range, reference } of reading.images) {
      demands.push({ reference, at: located(path, range), ...(key !== undefined && { key }) });
    }
    for (const { message, range } of reading.problems) problems.push({ ...located(path, range), message });
  };
  const wanted = options.paths.filter(isImageSource);
  for (const path of wanted) {
    const text = isManifestGo(path) || isYaml(path) ? files.readText(path) : undefined;
    if (text === undefined) continue;
    take(path, isManifestGo(path) ? readManifestGo(text, { parser, t }) : readKubernetesYaml(text, t));
  }
  const registry = registryOfTestImages(demands);
  for (const build of options.named ?? []) {
    const recipe = namedRecipe(build, registry, options);
    if (recipe) recipes.push(recipe);
  }
  const named = new Set(options.named?.map(({ dockerfile }) => dockerfile));
  for (const path of wanted.filter((file) => isLinuxDockerfile(file) && !named.has(file))) {
    const taken = (image: string): boolean => recipes.some(({ recipe }) => recipe.image === image);
    const recipe = recipeAt(path, registry, taken, options);
    if (recipe) recipes.push(recipe);
  }
  return { demands, recipes, problems };
}

/** The registry that a release pushes its test images to: that of its agnhost. */
function registryOfTestImages(demands: readonly Demand[]): string {
  const agnhost = demands.find(({ key }) => key === 'Agnhost' || key === 'TestWebserver')?.reference;
  if (!agnhost) return 'k8s.gcr.io/e2e-test-images';
  return `${agnhost.registry}/${agnhost.repository.replace(/\/[^/]+$/, '')}`;
}

/** The recipe of a Dockerfile whose image is named; undefined where the file cannot be read. */
function namedRecipe(
  { args, context, dockerfile, files, name, stage }: NamedBuild,
  registry: string,
  options: CollectOptions,
): WorkspaceRecipe | undefined {
  const reference = readReference(name);
  const text = options.files.readText(dockerfile);
  if (!reference || text === undefined) return undefined;
  const image = formatReference(reference);
  const source = { path: dockerfile, context, text, image, args, files };
  const recipe = recipeOf(stage === undefined ? source : { ...source, target: stage }, registry, options);
  const { tag } = reference;
  return { recipe, name: reference.repository, isNamed: true, ...(tag !== undefined && { version: tag }) };
}

function recipeAt(
  path: string,
  registry: string,
  taken: (image: string) => boolean,
  options: CollectOptions,
): WorkspaceRecipe | undefined {
  const { files } = options;
  const text = files.readText(path);
  if (text === undefined) return undefined;
  const context = parentOf(path);
  const version = files.readText(joinPath(context, 'VERSION'))?.trim();
  const ofTests = testImageFolder(path);
  const folder = ofTests ?? baseName(context);
  const made = (called: string): string => {
    const whole = `${ofTests === undefined ? 'localhost' : registry}/${called}:${version ?? 'latest'}`;
    return uniqueName(formatReference(readReference(whole) ?? unnamed), path);
  };
  // Folders of one name are told apart by the folders around them.
  const short = nameFrom(folder === '' ? 'image' : folder);
  const name = taken(made(short)) ? nameFrom(context) : short;
  const recipe = recipeOf({ path, context, text, image: made(name) }, registry, options);
  return { recipe, name, isNamed: false, ...(version !== undefined && { version }) };
}

/** The folder below `test/images` that a Dockerfile stands in; undefined where it stands elsewhere. */
function testImageFolder(path: string): string | undefined {
  const at = `/${path}`.indexOf(`/${testImages}`);
  return at < 0 ? undefined : parentOf(path).slice(at + testImages.length);
}

function recipeOf(
  source: DockerfileSource,
  registry: string,
  { files, goarch, host }: CollectOptions,
): ImageRecipe {
  const basePath = joinPath(parentOf(source.path), 'BASEIMAGE');
  const baseText = files.readText(basePath);
  const base = baseText === undefined ? undefined : baseOf(baseText, basePath, goarch, host);
  const isTestImage = testImageFolder(source.path) !== undefined;
  return recipeOfDockerfile(
    { ...source, ...(base && { base }), ...(isTestImage && { registry }) },
    goarch,
    host,
  );
}

function baseOf(
  text: string,
  path: string,
  goarch: string,
  host: string,
): { readonly image: string; readonly at: Location; readonly forTarget: boolean } | undefined {
  const lines = readBaseImageFile(text);
  const own = baseImageLine(lines, goarch);
  const line = own ?? baseImageLine(lines, host);
  return line && { image: line.image, at: located(path, line.range), forTarget: own !== undefined };
}

/** Several Dockerfiles of a folder are several images: `app`, and `app-debug` of `Dockerfile.debug`. */
function uniqueName(image: string, path: string): string {
  const suffix = /^(?:Dockerfile|Containerfile)[.-]([\w.-]+)$|^([\w.-]+)[.-]\w+$/.exec(baseName(path));
  const word = suffix?.[1] ?? suffix?.[2];
  if (word === undefined) return image;
  const colon = image.lastIndexOf(':');
  return `${image.slice(0, colon)}-${nameFrom(word)}${image.slice(colon)}`;
}

/** A folder's name as a repository may be called. */
function nameFrom(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9/]+/g, '-')
    .replace(/-*\/-*/g, '/')
    .replace(/^-+|-+$/g, '');
  return name === '' ? 'image' : name;
}
