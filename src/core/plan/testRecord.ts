import { isSourceRecord, type SourceRecord } from './buildRecord';

/**
 * How a component's tests last ended, in `tests.json` in its output folder:
 * evidence to show and to send along with patches.
 */
export interface TestRecord {
  readonly version: 1;
  readonly component: string;
  readonly target: string;
  readonly passed: boolean;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly command: string;
  /** Why it did not pass, in one line; empty where it did. */
  readonly message: string;
  /** The last of the output, at most 4 KB. */
  readonly output: string;
  /** What was tested, as git says it. */
  readonly source?: SourceRecord;
}

/** The name of the record in a component's output folder. */
export const testRecordName = 'tests.json';

/** Reads a test record; undefined where it is damaged, of another version or of something else. */
export function parseTestRecord(text: string): TestRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const record: Partial<Record<keyof TestRecord, unknown>> = value;
  const { version, component, target, passed, at, command, message, output, source } = record;
  if (version !== 1 || typeof passed !== 'boolean') return undefined;
  if (typeof component !== 'string' || typeof target !== 'string' || typeof at !== 'string') return undefined;
  if (typeof command !== 'string' || typeof message !== 'string' || typeof output !== 'string') {
    return undefined;
  }
  const read = { version, component, target, passed, at, command, message, output } as const;
  return isSourceRecord(source) ? { ...read, source } : read;
}

/** The text of a record's file. */
export function formatTestRecord(record: TestRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
