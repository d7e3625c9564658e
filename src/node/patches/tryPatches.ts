import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { filesOf } from '../../core/patches/patchFile';
import { runGit } from '../git/runGit';
import type { StoredPatch } from './seriesStore';

/**
 * How a patch stands in files: `there`; `lost`, where it is not there and fits;
 * `does-not-fit`, where neither can be said; `gone`, where none of its files is left.
 */
export type TriedState = 'there' | 'lost' | 'does-not-fit' | 'gone';

/** A file whose text putting lost patches back would change; `after` is undefined where it would be removed. */
export interface TriedFile {
  /** Relative to the sources. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * Tries patches on copies of the files that they change: takes back what is
 * there, the last patch first, then applies all of them in their order. So a
 * patch is recognised below later ones that change lines beside its own.
 *
 * @param source Absolute path; the folder needs no repository, and nothing in it changes.
 */
export async function tryPatches(
  source: string,
  patches: readonly StoredPatch[],
  signal: AbortSignal | undefined,
): Promise<{ readonly states: readonly TriedState[]; readonly files: readonly TriedFile[] }> {
  if (patches.length === 0) return { states: [], files: [] };
  const names = [...new Set(patches.flatMap(({ patch }) => (patch ? filesOf(patch) : [])))];
  const folder = await mkdtemp(join(tmpdir(), 'mips-port-try-'));
  try {
    for (const name of names) {
      if (!existsSync(join(source, name))) continue;
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      copyFileSync(join(source, name), join(folder, name));
    }
    const apply = async (text: string, ...args: readonly string[]): Promise<boolean> =>
      (
        await runGit(folder, ['apply', '--whitespace=nowarn', ...args], {
          signal,
          input: text,
          // A repository around the folder for temporary files has no part in it.
          ceiling: dirname(folder),
        })
      ).ok;
    const there = new Set<StoredPatch>();
    for (const patch of [...patches].reverse()) {
      // Another version of a module may differ in all but the line beside each change.
      if (await apply(patch.text, '--reverse', '-C1')) there.add(patch);
    }
    const states: TriedState[] = [];
    for (const patch of patches) {
      if (there.has(patch)) states.push((await apply(patch.text, '-C1')) ? 'there' : 'does-not-fit');
      else if (await apply(patch.text)) states.push('lost');
      else states.push(isGone(source, patch) ? 'gone' : 'does-not-fit');
    }
    const files = names.flatMap((file): TriedFile[] => {
      const [before, after] = [textAt(join(source, file)), textAt(join(folder, file))];
      return before === after ? [] : [{ file, before, after }];
    });
    return { states, files };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isGone(source: string, { patch }: StoredPatch): boolean {
  const old = (patch?.diffs ?? []).flatMap(({ oldFile }) => oldFile ?? []);
  return old.length > 0 && old.every((file) => !existsSync(join(source, file)));
}

function textAt(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
