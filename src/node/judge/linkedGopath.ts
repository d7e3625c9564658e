import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readlinkSync, readSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { guessRootImportPath, type ImportSource } from '../../core/go/gopath';
import type { Layout } from './layout';

/** How many files are read to learn the import path of a tree. */
const mostFiles = 600;
const headBytes = 8192;

/**
 * A tree that lies outside any GOPATH, linked into one of our own, so that Go
 * can load it without modules: one from before modules, or one whose go.mod and
 * vendor folder do not agree. Undefined where its import path is not known.
 *
 * @param root absolute, without links
 * @param storageDir where the GOPATH with the link is kept
 * @param modulePath its import path, where a go.mod tells it; else it is what most of its files say
 */
export function linkIntoGopath(root: string, storageDir: string, modulePath?: string): Layout | undefined {
  const importPath = modulePath ?? guessImportPath(root);
  if (importPath === undefined || !/^[\w.~-]+(\/[\w.~-]+)*$/.test(importPath) || importPath.includes('..')) {
    return undefined;
  }
  const name = createHash('sha256').update(`${root}\n${importPath}`).digest('hex').slice(0, 16);
  const gopath = join(storageDir, `gopath-${name}`);
  const link = join(gopath, 'src', importPath);
  mkdirSync(dirname(link), { recursive: true });
  try {
    symlinkSync(root, link);
  } catch {
    // It is there from an earlier check.
    if (readlinkSync(link) !== root) return undefined;
  }
  return {
    dir: link,
    patterns: ['./...'],
    mode: 'gopath',
    linkedRoot: link,
    mod: '',
    env: { GO111MODULE: 'off', GOPATH: gopath },
  };
}

function guessImportPath(root: string): string | undefined {
  const { sources, dirs } = readSources(root);
  return guessRootImportPath(sources, dirs);
}

function readSources(root: string): { sources: readonly ImportSource[]; dirs: ReadonlySet<string> } {
  const sources: ImportSource[] = [];
  const dirs = new Set<string>();
  const queue = [root];
  for (let i = 0; i < queue.length && sources.length < mostFiles; i++) {
    const folder = queue[i] ?? root;
    const dir = relative(root, folder);
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory() && !/^(?:[._].*|vendor|testdata|node_modules)$/.test(entry.name)) {
        queue.push(join(folder, entry.name));
      } else if (entry.isFile() && entry.name.endsWith('.go')) {
        dirs.add(dir);
        sources.push({ dir, ...headOf(join(folder, entry.name)) });
      }
    }
  }
  return { sources, dirs };
}

/** What the head of a file says of import paths; what only looks like it is outvoted by the rest. */
function headOf(path: string): Omit<ImportSource, 'dir'> {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(headBytes);
  const size = readSync(file, bytes, 0, headBytes, 0);
  closeSync(file);
  const text = bytes.toString('utf8', 0, size);
  const importComment = /^package \w+ \/[/*] import "([^"]+)"/m.exec(text)?.[1];
  const imports = [...text.matchAll(/^(?:import )?\s*(?:[\w.]+ )?"([^"\s]+)"\s*$/gm)].flatMap(
    ([, spec]) => spec ?? [],
  );
  return { imports, ...(importComment !== undefined && { importComment }) };
}
