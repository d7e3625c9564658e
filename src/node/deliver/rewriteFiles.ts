import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rewriteYaml, type RewriteRules, type Rewriting } from '../../core/images/rewrite/rewriteYaml';
import type { Translate } from '../../core/l10n';
import { describeFsError, type Replacement } from '../replaceFiles';
import { walkTree } from '../walk';

/** What a rewriting makes of one file; nothing has been written. */
export interface RewrittenFile extends Rewriting {
  /** As it was named, or below the folder that was named. */
  readonly file: string;
  /** Absolute, without links. */
  readonly path: string;
  readonly before: string;
}

export interface RewriteFilesOptions {
  readonly t: Translate;
  readonly signal?: AbortSignal;
}

/** Larger files are no manifests that people edit, and parsing them takes gigabytes. */
const largestFile = 32 << 20;

/**
 * Rewrites Kubernetes YAML in memory: files as named, and of folders every
 * `.yaml`, `.yml` and `.json` below them that speaks of an `apiVersion`. Files
 * in which there is nothing to change and nothing to say are left out.
 *
 * @param paths Absolute, each with the name that messages give it.
 * @throws AbortError where the signal is aborted
 */
export function rewriteFiles(
  paths: readonly { readonly name: string; readonly path: string }[],
  rules: RewriteRules,
  { t, signal }: RewriteFilesOptions,
): readonly RewrittenFile[] {
  const seen = new Set<string>();
  return paths
    .flatMap(({ name, path }) => listFiles(name, path))
    .flatMap((listed) => {
      signal?.throwIfAborted();
      let path: string;
      try {
        path = realpathSync(listed.path);
      } catch (error) {
        return [failed(listed.name, listed.path, describeFsError(listed.name, error, t))];
      }
      if (seen.has(path)) return [];
      seen.add(path);
      const rewritten = rewriteFile(listed.name, path, listed.named, rules, t);
      return rewritten.changes.length + rewritten.problems.length > 0 ? [rewritten] : [];
    });
}

/** The texts to write for what was rewritten, as `replaceFiles` takes them. */
export function replacementsOf(files: readonly RewrittenFile[]): readonly Replacement[] {
  return files
    .filter(({ changes }) => changes.length > 0)
    .map(({ file, path, before, text }) => ({ file, path, before, after: text }));
}

interface Listed {
  readonly name: string;
  readonly path: string;
  /** Whether the user named the file itself. */
  readonly named: boolean;
}

function listFiles(name: string, path: string): readonly Listed[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [{ name, path, named: true }];
  return walkTree(path)
    .files.filter((file) => /\.(?:ya?ml|json)$/i.test(file))
    .map((file) => ({ name: name === '.' ? file : join(name, file), path: join(path, file), named: false }));
}

function rewriteFile(
  file: string,
  path: string,
  named: boolean,
  rules: RewriteRules,
  t: Translate,
): RewrittenFile {
  let bytes: Buffer;
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return failed(file, path, t('{0} is not a file', file));
    if (stats.size > largestFile) {
      return named ? failed(file, path, t('{0} is larger than 32 MB', file)) : untouched(file, path, '');
    }
    bytes = readFileSync(path);
  } catch (error) {
    return failed(file, path, describeFsError(file, error, t));
  }
  if (!named && !bytes.includes('apiVersion')) return untouched(file, path, '');
  const before = bytes.toString('utf8');
  // Written back, a text that is not UTF-8 would differ where nobody looked.
  if (!Buffer.from(before, 'utf8').equals(bytes)) {
    return named ? failed(file, path, t('{0} is not UTF-8', file)) : untouched(file, path, before);
  }
  return { file, path, before, ...rewriteYaml(before, rules, t) };
}

function untouched(file: string, path: string, before: string): RewrittenFile {
  return { file, path, before, text: before, changes: [], problems: [] };
}

function failed(file: string, path: string, message: string): RewrittenFile {
  const problem = { kind: 'malformed', severity: 'error', line: 1, column: 1, message } as const;
  return { ...untouched(file, path, ''), problems: [problem] };
}
