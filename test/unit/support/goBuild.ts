import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { applyEdits, describeRefusal, groupByFile } from '../../../src/core/fix';
import { english } from '../../../src/core/l10n';
import type { Edit } from '../../../src/core/types';
import type { Texts } from './fixtureTree';
import type { GoCommand } from './tools';

/** Reads every file below a folder: paths relative to it. */
export function readTexts(root: string, below = ''): Texts {
  return Object.fromEntries(
    readdirSync(join(root, below), { withFileTypes: true }).flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory()
        ? Object.entries(readTexts(root, path))
        : [[path, readFileSync(join(root, path), 'utf8')] as const];
    }),
  );
}

/** Writes files to a new temporary folder, calls back, and removes the folder. */
export function withFiles<T>(texts: Texts, use: (dir: string) => T): T {
  const dir = mkdtempSync(join(tmpdir(), 'mips-port-'));
  try {
    for (const [path, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    return use(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What `go` of a command says in a folder, for linux and a GOARCH without cgo and network. */
export function runGo(
  go: GoCommand,
  dir: string,
  goarch: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): { readonly status: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(go.command, args, {
    cwd: dir,
    encoding: 'utf8',
    env: {
      ...process.env,
      GOOS: 'linux',
      GOARCH: goarch,
      CGO_ENABLED: '0',
      GOTOOLCHAIN: 'local',
      GOPROXY: 'off',
      GOFLAGS: '',
      ...env,
    },
  });
  return { status, output: stdout + stderr };
}

/** `file:line` of each of the compiler's complaints, each once, sorted. */
export function complaints(output: string): readonly string[] {
  const lines = [...output.matchAll(/^(?:\.\/)?([^\s:]+\.(?:go|s)):(\d+)(?::\d+)?: /gm)];
  return [...new Set(lines.map(([, file = '', line = '']) => `${file}:${line}`))].sort();
}

/** What `gofmt -l` lists of a folder. */
export function unformatted(go: GoCommand, dir: string): string {
  return spawnSync(join(go.root, 'bin', 'gofmt'), ['-l', '.'], { cwd: dir, encoding: 'utf8' }).stdout;
}

/** The files after edits; a file that an edit creates is new among them. Throws where an edit does not fit. */
export function editTexts(texts: Texts, edits: readonly Edit[]): Texts {
  const changed: Record<string, string> = { ...texts };
  for (const [path, own] of groupByFile(edits)) {
    const outcome = applyEdits(texts[path], own);
    if (outcome.kind === 'refused') throw new Error(describeRefusal(outcome.reason, outcome.edit, english));
    changed[path] = outcome.text;
  }
  return changed;
}
