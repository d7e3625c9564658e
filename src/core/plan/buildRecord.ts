/**
 * What is remembered of a component's last build and smoke run, in
 * `build.json` in the component's output folder: enough to make the result
 * again and to cite it. It never stands for the artifact: what it says counts
 * only while the artifact on disk still has the size and time that are written here.
 *
 * Version 1 had no `strategy`, `source`, `patches`, `tools` and `steps`; a
 * record of it is read as one without them.
 */
export interface BuildRecord {
  readonly version: number;
  readonly component: string;
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly builtAt: string;
  /** `cross`, `emulated` or `native`. */
  readonly strategy?: string;
  readonly source?: SourceRecord;
  readonly patches?: PatchesRecord;
  /** What compiled and ran it. */
  readonly tools?: readonly ToolRecord[];
  /** The commands that built it, as text for reading. */
  readonly commands: readonly string[];
  /** The same commands as data, with the folders and variables that they had. */
  readonly steps?: readonly StepRecord[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly smoke?: SmokeRecord;
}

/** What was built, as git says it; no more than the path where the sources are in no repository. */
export interface SourceRecord {
  /** Relative to the manifest's folder. */
  readonly path: string;
  readonly commit?: string;
  /** The commit by the nearest tag. */
  readonly describe?: string;
  /** Whether files differed from the commit, or were not in it. */
  readonly dirty?: boolean;
  /** The address of the remote `origin`, without what would log in there. */
  readonly remote?: string;
}

/** The series of patches that lay beside the sources. */
export interface PatchesRecord {
  /** Relative to the manifest's folder. */
  readonly folder: string;
  /** The upstream commit that the series applies to, and what it was called. */
  readonly base?: string;
  readonly ref?: string;
  readonly files: readonly { readonly name: string; readonly sha256: string }[];
}

export interface ToolRecord {
  /** `go`, `cc`, `qemu`, `containers`, `image`. */
  readonly name: string;
  readonly command: string;
  /** The first line of what it says about itself. */
  readonly version: string;
}

export interface StepRecord {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ArtifactRecord {
  /** Relative to the manifest's folder. */
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970, as the file system keeps it. */
  readonly modified: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

export interface SmokeRecord {
  readonly passed: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly command: string;
  readonly message: string;
  /** The last of the output, at most 4 KB. */
  readonly output: string;
  /** Every run by itself, in the order of the recipe. */
  readonly runs?: readonly SmokeRun[];
}

/** One smoke command, and what came of it. */
export interface SmokeRun {
  readonly passed: boolean;
  readonly command: string;
  readonly message: string;
  /** The last of its output, at most 4 KB. */
  readonly output: string;
}

/** The name of the record in a component's output folder. */
export const buildRecordName = 'build.json';

/** The version that is written. */
export const buildRecordVersion = 2;

/**
 * Reads a build record of this version, an older or a newer one. What is not
 * as it should be is left out; undefined where that leaves no record.
 */
export function parseBuildRecord(text: string): BuildRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || typeof value['version'] !== 'number') return undefined;
  const { component, target, builtAt, commands, artifacts } = value;
  if (typeof component !== 'string' || typeof target !== 'string' || typeof builtAt !== 'string') {
    return undefined;
  }
  if (!isListOf(commands, isText) || !isListOf(artifacts, isArtifact)) return undefined;
  const { strategy, source, patches, tools, steps, smoke } = value;
  return {
    version: value['version'],
    component,
    target,
    builtAt,
    ...(isText(strategy) && { strategy }),
    ...(isSourceRecord(source) && { source }),
    ...(isPatches(patches) && { patches }),
    ...(isListOf(tools, isTool) && { tools }),
    commands,
    ...(isListOf(steps, isStep) && { steps }),
    artifacts,
    ...(isSmoke(smoke) && { smoke }),
  };
}

/** The text of a record's file. */
export function formatBuildRecord(record: BuildRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

/** Whether a value read from a file says what was built or tested. */
export function isSourceRecord(value: unknown): value is SourceRecord {
  if (!isObject(value) || !isText(value['path'])) return false;
  const { commit, describe, dirty, remote } = value;
  return (
    [commit, describe, remote].every((text) => text === undefined || isText(text)) &&
    (dirty === undefined || typeof dirty === 'boolean')
  );
}

function isPatches(value: unknown): value is PatchesRecord {
  if (!isObject(value) || !isText(value['folder'])) return false;
  const { base, ref, files } = value;
  return (
    [base, ref].every((text) => text === undefined || isText(text)) &&
    isListOf(
      files,
      (file): file is PatchesRecord['files'][number] => isObject(file) && hasTexts(file, 'name', 'sha256'),
    )
  );
}

function isTool(value: unknown): value is ToolRecord {
  return isObject(value) && hasTexts(value, 'name', 'command', 'version');
}

function isStep(value: unknown): value is StepRecord {
  return (
    isObject(value) &&
    hasTexts(value, 'command', 'cwd') &&
    isListOf(value['args'], isText) &&
    isObject(value['env']) &&
    Object.values(value['env']).every(isText)
  );
}

function isArtifact(value: unknown): value is ArtifactRecord {
  return (
    isObject(value) &&
    hasTexts(value, 'path', 'sha256') &&
    typeof value['size'] === 'number' &&
    typeof value['modified'] === 'number'
  );
}

function isSmoke(value: unknown): value is SmokeRecord {
  return (
    isObject(value) &&
    typeof value['passed'] === 'boolean' &&
    hasTexts(value, 'at', 'command', 'message', 'output') &&
    (value['runs'] === undefined || isListOf(value['runs'], isSmokeRun))
  );
}

function isSmokeRun(value: unknown): value is SmokeRun {
  return (
    isObject(value) && typeof value['passed'] === 'boolean' && hasTexts(value, 'command', 'message', 'output')
  );
}

function hasTexts(value: Record<string, unknown>, ...keys: readonly string[]): boolean {
  return keys.every((key) => isText(value[key]));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<T>(value: unknown, test: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(test);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
