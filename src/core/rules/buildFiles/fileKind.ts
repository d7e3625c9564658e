import { isDockerfile } from '../../images/dockerfile/fileName';
import { isYaml } from '../../images/sources/fileNames';
import { isMakefile } from './makeGroup';

/** What a file that takes part in a build is, by its name. */
export type BuildFileKind = 'makefile' | 'shell' | 'script' | 'dockerfile' | 'goreleaser' | 'ci';

/**
 * The kind of a build file by its path, or undefined for other files. A
 * `script` is a file without a suffix in a folder for scripts: whether it is
 * one for a shell, its first line says (`isShellScript`).
 */
export function buildFileKind(path: string): BuildFileKind | undefined {
  if (lastAsked?.path !== path) lastAsked = { path, kind: kindOf(path) };
  return lastAsked.kind;
}

/** The rules ask for the same path one after another, so that the last answer is kept. */
let lastAsked: { readonly path: string; readonly kind: BuildFileKind | undefined } | undefined;

function kindOf(path: string): BuildFileKind | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (isDockerfile(path)) return 'dockerfile';
  if (isMakefile(path)) return 'makefile';
  if (isGoreleaserFile(path)) return 'goreleaser';
  if (isCiFile(path)) return 'ci';
  if (name.endsWith('.sh') || name.endsWith('.bash')) return 'shell';
  // Scripts without a suffix live in a few folders, and say what they are in their first line.
  const isScript =
    /^\.?[^.]+(?:\.(?:installer|inc|env))?$/.test(name) &&
    /(?:^|\/)(?:scripts?|hack|build|ci|tools|contrib|packaging)\//.test(path);
  return isScript ? 'script' : undefined;
}

/** Whether the first line of a script names a shell. */
export function isShellScript(text: string): boolean {
  return /^#!\s*\S*\/(?:env\s+)?(?:ba|da|k|z)?sh\b/.test(text);
}

/** Whether a file is goreleaser's configuration by its name. */
export function isGoreleaserFile(path: string): boolean {
  return isYaml(path) && /(?:^|\/)\.?goreleaser[\w.-]*\.ya?ml$/.test(path);
}

/** Whether a file configures a continuous-integration service by its name. */
export function isCiFile(path: string): boolean {
  if (!isYaml(path)) return false;
  return (
    /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\/[^/]+\.ya?ml$/.test(path) ||
    /(?:^|\/)(?:\.travis|\.gitlab-ci|\.cirrus|\.circleci\/config|azure-pipelines)\.ya?ml$/.test(path)
  );
}
