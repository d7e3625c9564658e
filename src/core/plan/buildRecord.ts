/**
 * What is remembered of a component's last build and smoke run, in
 * `build.json` in the component's output folder. It never stands for the
 * artifact: what it says counts only while the artifact on disk still has the
 * size and time that are written here.
 */
export interface BuildRecord {
  readonly version: 1;
  readonly component: string;
  readonly target: string;
  /** ISO 8601, UTC. */
  readonly builtAt: string;
  /** The commands that built it, as text for reading. */
  readonly commands: readonly string[];
  readonly artifacts: readonly ArtifactRecord[];
  readonly smoke?: SmokeRecord;
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
}

/** The name of the record in a component's output folder. */
export const buildRecordName = 'build.json';

/** Reads a build record; undefined where the text is not one. */
export function parseBuildRecord(text: string): BuildRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isRecord(value) ? value : undefined;
}

/** The text of a record's file. */
export function formatBuildRecord(record: BuildRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function isRecord(value: unknown): value is BuildRecord {
  if (!isObject(value) || value['version'] !== 1) return false;
  const { artifacts, commands, smoke } = value;
  return (
    ['component', 'target', 'builtAt'].every((key) => typeof value[key] === 'string') &&
    Array.isArray(commands) &&
    commands.every((command) => typeof command === 'string') &&
    Array.isArray(artifacts) &&
    artifacts.every(
      (artifact) =>
        isObject(artifact) &&
        typeof artifact['path'] === 'string' &&
        typeof artifact['sha256'] === 'string' &&
        typeof artifact['size'] === 'number' &&
        typeof artifact['modified'] === 'number',
    ) &&
    (smoke === undefined ||
      (isObject(smoke) &&
        typeof smoke['passed'] === 'boolean' &&
        ['at', 'command', 'message', 'output'].every((key) => typeof smoke[key] === 'string')))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
