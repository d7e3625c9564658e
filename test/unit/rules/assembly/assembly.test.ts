import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembly } from '../../../../src/core/rules/assembly';
import { mipsInstructions } from '../../../../src/core/rules/assembly/mipsInstructions';
import { scanTextFile } from '../../../../src/core/scan/scanPackages';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { editTexts, runGo, withFiles } from '../../support/goBuild';
import { describeWith, goCommands } from '../../support/tools';

const mod = { 'go.mod': 'module p\n\ngo 1.19\n' };

/** `Add` for 64-bit x86 in Go's syntax. */
const add =
  '#include "textflag.h"\n\nTEXT ·Add(SB), NOSPLIT, $0-24\n\tMOVQ a+0(FP), AX\n\tADDQ b+8(FP), AX\n\tMOVQ AX, ret+16(FP)\n\tRET\n';
const declared = 'package p\n\n// Add adds.\nfunc Add(a, b int64) int64\n';
const inGo = 'package p\n\n// Add adds.\nfunc Add(a, b int64) int64 { return a + b }\n';

async function found(texts: Texts): Promise<readonly Finding[]> {
  const { context } = await openFixture({ ...mod, ...texts });
  return Object.entries(texts).flatMap(([path, text]) => scanTextFile(path, text, [assembly], context));
}

async function told(texts: Texts): Promise<readonly string[]> {
  return (await found(texts)).map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );
}

const addMoves = 'add.s is assembled for mips64le too, whose assembler rejects MOVQ';

/** What the target's build rejects and the host's takes. */
const rejected: Readonly<Record<string, { readonly texts: Texts; readonly found: readonly string[] }>> = {
  'a file without a constraint': {
    texts: { 'p.go': declared, 'add.s': add },
    found: [`add.s:4:2 ${addMoves}; without it Add needs a body in Go there`],
  },
  'a constraint that says something else': {
    texts: { 'p.go': declared, 'add.s': `//go:build !purego\n\n${add}` },
    found: [`add.s:6:2 ${addMoves}; without it Add needs a body in Go there`],
  },
  'a file whose functions have bodies elsewhere': {
    texts: {
      'add_decl.go': `//go:build amd64\n\n${declared}`,
      'add_generic.go': `//go:build !amd64\n\n${inGo}`,
      'add.s': `// Addition.\n\n${add}`,
    },
    found: [`add.s:6:2 ${addMoves}`],
  },
  'registers alone': {
    texts: {
      'p.go': declared,
      'add.s':
        '#include "textflag.h"\n\nTEXT ·Add(SB), NOSPLIT, $0-24\n\tXORPS X0, X0\n\tMOVW a+0(FP), AX\n\tRET\n',
    },
    found: [
      'add.s:4:2 add.s is assembled for mips64le too, whose assembler rejects XORPS; without it Add needs a body in Go there',
    ],
  },
};

/** What both builds take. */
const accepted: Readonly<Record<string, Texts>> = {
  'a name with an architecture': {
    'add_decl_amd64.go': declared,
    'add_generic.go': `//go:build !amd64\n\n${inGo}`,
    'add_amd64.s': add,
  },
  'a constraint': {
    'add_decl_amd64.go': declared,
    'add_generic.go': `//go:build !amd64\n\n${inGo}`,
    'add.s': `//go:build amd64\n\n${add}`,
  },
  'an empty file': { 'p.go': inGo, 'empty.s': '// This file lets functions have no body: AX, BX.\n' },
  'instructions of all machines': {
    'p.go': 'package p\n\n// F does nothing.\nfunc F()\n',
    'f.s': '#include "textflag.h"\n\nTEXT ·F(SB), NOSPLIT, $0-0\n\tNOP\n\tJMP done\ndone:\n\tRET\n',
  },
  'a condition': {
    'p.go': inGo,
    'add.s':
      '#include "textflag.h"\n\n#ifdef GOARCH_amd64\nTEXT ·add(SB), NOSPLIT, $0-0\n\tMOVQ AX, BX\n\tRET\n#endif\n',
  },
  'arguments with the names of registers': {
    'p.go': 'package p\n\n// F does nothing.\nfunc F(AX int64)\n',
    'f.s':
      '#include "textflag.h"\n\nTEXT ·F(SB), NOSPLIT, $0-8\n#ifdef GOARCH_mips64le\n\tMOVV AX+0(FP), R1\n#endif\n\tRET\n',
  },
  'macros that give each machine its own': {
    'p.go': 'package p\n\n// F does nothing.\nfunc F()\n',
    'f.s':
      '#include "textflag.h"\n\n#ifdef GOARCH_amd64\n#define A AX\n#define CLEAR XORQ A, A\n#else\n#define A R1\n#define CLEAR XOR A, A\n#endif\n\nTEXT ·F(SB), NOSPLIT, $0-0\n\tCLEAR\n\tRET\n',
  },
};

describe('assembly', () => {
  it.each(Object.entries(rejected))('finds %s', async (_, { texts, found: wanted }) => {
    expect(await told(texts)).toEqual(wanted);
  });

  it.each(Object.entries(accepted))('does not find %s', async (_, texts) => {
    expect(await told(texts)).toEqual([]);
  });

  it('looks only at folders of Go packages that have the file', async () => {
    expect(await told({ 'a/add.s': add, 'p.go': inGo })).toEqual([]);
    expect(await told({ 'p_arm64.go': inGo, 'add.s': add })).toEqual([]);
  });

  it('knows what the C compiler assembles in packages with cgo', async () => {
    const c = 'package p\n\n// int f(void);\nimport "C"\n';
    const gnu = '\t.globl f\nf:\n\tmovl $1, %eax # one\n\tret\n';
    expect(await told({ 'p.go': c, 'f.S': gnu })).toEqual([
      'f.S:3:11 f.S is assembled for mips64le too, whose assembler rejects %eax',
    ]);
    expect(await told({ 'p.go': c, 'f.S': `#ifdef __x86_64__\n${gnu}#endif\n` })).toEqual([]);
    expect(await told({ 'p.go': c, 'f.s': gnu })).toHaveLength(1);
    // Without cgo nobody compiles it.
    expect(await told({ 'p.go': inGo, 'f.S': gnu })).toEqual([]);
    expect(await told({ 'p.go': c, 'f.S': '\t.globl f\nf:\n\tjr $31 # not %eax\n' })).toEqual([]);
  });
});

describeWith(['go'], 'assembly beside Go', () => {
  const go = goCommands().at(-1) ?? { version: '', command: 'go', root: '' };
  const build = (texts: Texts, goarch: string) =>
    withFiles({ ...mod, ...texts }, (dir) => runGo(go, dir, goarch, ['build', './...']));

  it('knows the instructions of the assembler for MIPS', () => {
    const dirs = goCommands().flatMap(({ root }) => [root, `/usr/share/${basename(root)}`]);
    const lists = dirs
      .map((dir) => join(dir, 'src/cmd/internal/obj/mips/anames.go'))
      .filter((path) => existsSync(path));
    expect(lists.length).toBeGreaterThan(0);
    for (const path of lists) {
      const names = [...readFileSync(path, 'utf8').matchAll(/"([A-Z0-9]+)",/g)].map(([, name = '']) => name);
      expect(names.length).toBeGreaterThan(100);
      expect(names.filter((name) => !mipsInstructions.has(name))).toEqual([]);
    }
  });

  it.each(Object.entries(rejected))(
    'rejects %s on the line of the finding',
    async (_, { texts }) => {
      expect(build(texts, 'amd64')).toEqual({ status: 0, output: '' });
      const { status, output } = build(texts, 'mips64le');
      expect(status).not.toBe(0);
      // The compiler, which comes first, sees a body in Go beside the one in assembly.
      if (output.includes('defined in both Go and assembly')) return;
      for (const { file, line } of await found(texts)) expect(output).toContain(`${file}:${line}`);
      expect(output).toMatch(/unrecognized instruction/);
    },
    120_000,
  );

  it.each(Object.entries(accepted))(
    'takes %s',
    (_, texts) => {
      expect([build(texts, 'amd64'), build(texts, 'mips64le')].map(({ output }) => output)).toEqual(['', '']);
    },
    120_000,
  );

  it.each(Object.entries(rejected))(
    'does what the fix of %s says',
    async (_, { texts }) => {
      const findings = await found(texts);
      const fixes = findings.flatMap(({ fixes: own }) => own);
      expect(fixes).toHaveLength(findings.length);
      const changed = editTexts(
        texts,
        fixes.flatMap(({ edits }) => edits),
      );
      expect(await found(changed)).toEqual([]);
      expect(build(changed, 'amd64')).toEqual({ status: 0, output: '' });
      const { output } = build(changed, 'mips64le');
      expect(output).not.toContain('unrecognized instruction');
      expect(output).toBe(fixes.every(({ safe }) => safe) ? '' : output);
      if (fixes.every(({ safe }) => !safe)) expect(output).toMatch(/missing function body/);
    },
    120_000,
  );
});
