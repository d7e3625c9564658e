import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';
import type { Fact } from '../../../src/core/go/facts';
import { english } from '../../../src/core/l10n';
import {
  createJudge,
  type Judge,
  type JudgeOutcome,
  type JudgeResult,
  type JudgeSetup,
} from '../../../src/node/judge/judge';

export const gocheckSourceDir = resolve(__dirname, '../../../src/gocheck');

const made: string[] = [];
const judges: Judge[] = [];

afterAll(async () => {
  await Promise.all(judges.map((judge) => judge.dispose()));
  for (const dir of made) rmSync(dir, { recursive: true, force: true });
});

/** A folder of its own for a test, removed when the file's tests are done. */
export function scratch(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'mips-port-judge-')));
  made.push(dir);
  return dir;
}

/** Writes files and returns their folder. */
export function tree(files: Readonly<Record<string, string>>, root = scratch()): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return root;
}

/** One folder for all: the program is built once per Go and test file. */
const storageDir = scratch();

export function judgeWith(setup: Partial<JudgeSetup>): Judge {
  const judge = createJudge({ storageDir, trusted: () => true, gocheckSourceDir, t: english, ...setup });
  judges.push(judge);
  return judge;
}

export function resultOf(outcome: JudgeOutcome): JudgeResult {
  if (outcome.kind !== 'judged') throw new Error(`${outcome.reason}: ${outcome.message}`);
  return outcome.result;
}

/** Facts as `kind file:line:column text`. */
export function summary(facts: readonly Fact[]): readonly string[] {
  return facts.map((fact) => {
    const at = fact.kind === 'width' ? fact.origin : fact.at;
    const text =
      fact.kind === 'width'
        ? fact.originText
        : fact.kind === 'rejected'
          ? fact.compilerMessage
          : fact.kind === 'excluded-package'
            ? fact.importPath
            : fact.name;
    return `${fact.kind} ${at.file}:${at.line}:${at.column} ${text}`;
  });
}

/** A function that is right for amd64 alone, in line 5: `return st.Dev`. */
export function breaking(packageName: string): string {
  return `package ${packageName}\n\nimport "syscall"\n\nfunc Dev(st *syscall.Stat_t) uint64 { return st.Dev }\n`;
}

/** A program in place of Go or of the judge. */
export function script(text: string): string {
  const path = join(scratch(), 'go');
  writeFileSync(path, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return path;
}
