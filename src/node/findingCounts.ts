import { createHash } from 'node:crypto';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Translate } from '../core/l10n';
import { buildFolder } from '../core/plan/artifacts';
import type { Finding } from '../core/types';
import { makeBuildFolder } from './buildFolder';
import { CancelledError } from './cancelled';
import type { ScanSession } from './scanSession';
import { walkTree } from './walk';

/** How many findings of each severity the sources have. */
export interface FindingCounts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

export interface CountOptions {
  /** GOARCH. */
  readonly target: string;
  readonly t: Translate;
  readonly signal?: AbortSignal;
  /** Called where the sources have to be scanned. */
  readonly session: () => Promise<ScanSession>;
}

/**
 * Counts what a scan finds in a folder of the workspace; undefined where it is
 * not there. The counts are kept below `.mips-port`, with a key of the names,
 * sizes and times of all files, and are good only as long as these are the same.
 *
 * @param path Relative to `root`.
 */
export async function countFindings(
  root: string,
  path: string,
  options: CountOptions,
): Promise<FindingCounts | undefined> {
  const folder = join(root, path);
  if (!existsSync(folder)) return undefined;
  const { session, signal, t, target } = options;
  const checkCancelled = (): void => {
    if (signal?.aborted) throw new CancelledError();
  };
  // Another build of this program may find something else.
  const program = statSync(__filename);
  const key = createHash('sha256').update(`${program.size} ${program.mtimeMs}\0${target}\0`);
  const walked = walkTree(realpathSync(folder), { t, checkCancelled });
  for (const file of walked.files) {
    const stat = statSync(join(walked.root, file), { throwIfNoEntry: false });
    key.update(`${file}\0${stat?.size ?? ''}\0${stat?.mtimeMs ?? ''}\0`);
  }
  const digest = key.digest('hex');
  const name = createHash('sha256').update(`${path}\0${target}`).digest('hex').slice(0, 16);
  const cache = join(root, buildFolder, 'findings', `${name}.json`);
  const kept = await readCounts(cache, digest);
  if (kept) return kept;
  const scanned = (await session()).scan(
    { root: walked.root, target },
    { cancelled: () => signal?.aborted === true },
  );
  const counts = countsOf(scanned.findings);
  await keep(root, cache, { key: digest, counts });
  return counts;
}

function countsOf(findings: readonly Finding[]): FindingCounts {
  const of = (wanted: Finding['severity']): number =>
    findings.filter(({ severity }) => severity === wanted).length;
  return { errors: of('error'), warnings: of('warning'), infos: of('info') };
}

async function readCounts(path: string, key: string): Promise<FindingCounts | undefined> {
  try {
    const kept = JSON.parse(await readFile(path, 'utf8')) as Partial<{
      key: string;
      counts: Partial<FindingCounts>;
    }>;
    const { errors, warnings, infos } = kept.counts ?? {};
    if (kept.key !== key || errors === undefined || warnings === undefined || infos === undefined)
      return undefined;
    return { errors, warnings, infos };
  } catch {
    return undefined;
  }
}

/** Counts that cannot be kept, as in a folder that is read-only, are counted again next time. */
async function keep(
  root: string,
  path: string,
  kept: { readonly key: string; readonly counts: FindingCounts },
): Promise<void> {
  try {
    await makeBuildFolder(root);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.tmp`, `${JSON.stringify(kept)}\n`);
    await rename(`${path}.tmp`, path);
  } catch {
    return;
  }
}
