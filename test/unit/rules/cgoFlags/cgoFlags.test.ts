import { describe, expect, it } from 'vitest';
import { spawnSync } from 'node:child_process';
import { cgoFlags } from '../../../../src/core/rules/cgoFlags';
import { foreignFlag } from '../../../../src/core/rules/cgoFlags/foreignFlag';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { editTexts, runGo, unformatted, withFiles } from '../../support/goBuild';
import { describeWith, goCommands } from '../../support/tools';

/** A package whose C is compiled with the given lines before it. */
function packageWith(comment: string): string {
  return `package p\n\n${comment}\nimport "C"\n\n// Two is 2.\nfunc Two() int { return int(C.two()) }\n`;
}

const body = '// static int two(void) { return 2; }';

async function found(texts: Texts): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module p\n\ngo 1.19\n', ...texts });
  const [host, target] = [tree.view('', 'host'), tree.view('', 'target')];
  if (!host || !target) throw new Error('no package');
  return cgoFlags.fromPackage?.({ host, target }, tree, context) ?? [];
}

async function foundIn(...lines: readonly string[]): Promise<readonly string[]> {
  const findings = await found({ 'p.go': packageWith([...lines, body].join('\n')) });
  return findings.map(({ line, severity, message }) => `${line} ${severity} ${message}`);
}

describe('cgo-flags', () => {
  it('finds the flags of another machine', async () => {
    expect(await foundIn('// #cgo CFLAGS: -O2 -mavx2 -Wall -msse4.2')).toEqual([
      '3 error The C compiler for mips64le rejects -mavx2 -msse4.2',
    ]);
    expect(await foundIn('/*', '#cgo CXXFLAGS: -march=x86-64', '*/')).toEqual([
      '4 error The C compiler for mips64le rejects -march=x86-64',
    ]);
    expect(
      await foundIn('// #cgo linux CXXFLAGS: -march=haswell', '// #cgo !arm,linux LDFLAGS: -m64'),
    ).toEqual([
      '3 error The C compiler for mips64le rejects -march=haswell',
      '4 error The C linker for mips64le rejects -m64',
    ]);
    expect(await foundIn('// #cgo CFLAGS: -fcf-protection -D__SSE2__')).toEqual([
      '3 error The C compiler for mips64le rejects -fcf-protection',
      '3 warning -D__SSE2__ tells the C sources that they are compiled for amd64, on mips64le too',
    ]);
    expect(await foundIn('// #cgo CFLAGS: -march=native')).toEqual([
      '3 warning A cross compiler for mips64le does not take -march=native',
    ]);
  });

  it('finds the folders of another machine', async () => {
    expect(await foundIn('// #cgo LDFLAGS: -L${SRCDIR}/lib/linux_amd64 -lfoo')).toEqual([
      '3 warning -L${SRCDIR}/lib/linux_amd64 is for amd64, and the build for mips64le uses it too',
    ]);
    expect(await foundIn('// #cgo LDFLAGS: -L/usr/lib/x86_64-linux-gnu -lfoo')).toEqual([
      '3 info -L/usr/lib/x86_64-linux-gnu is for amd64, and the build for mips64le uses it too',
    ]);
    expect(await foundIn('// #cgo LDFLAGS: ${SRCDIR}/lib/libfoo-x86_64.a')).toEqual([
      '3 warning ${SRCDIR}/lib/libfoo-x86_64.a is for amd64, and the build for mips64le uses it too',
    ]);
  });

  it.each([
    ['constraint of the line', '// #cgo linux,amd64 CFLAGS: -msse4.2'],
    ['constraint in the newer form', '// #cgo linux&&(amd64||386) CFLAGS: -msse4.2'],
    ['one of several constraints', '// #cgo 386 amd64 darwin CFLAGS: -msse4.2'],
    ['MIPS’s own flags', '// #cgo CFLAGS: -mabi=64 -march=mips64r2 -mhard-float'],
    [
      'flags of all machines',
      '// #cgo CFLAGS: -O3 -g -std=c11 -fPIC -DNDEBUG -Wall -pthread -I${SRCDIR}/include',
    ],
    ['flags of neither', '// #cgo CFLAGS: -mfloat-abi=hard -march=armv8-a'],
    ['a list of folders', '// #cgo LDFLAGS: -L/usr/lib/x86_64-linux-gnu -L/usr/lib/aarch64-linux-gnu -lfoo'],
    ['a folder with two names', '// #cgo LDFLAGS: -L${SRCDIR}/amd64-and-mips64le -lfoo'],
    ['pkg-config', '// #cgo pkg-config: libavx2-amd64'],
    ['words that hold a name', '// #cgo LDFLAGS: -L${SRCDIR}/myamd64lib -lmax64'],
    ['a comment that is not before the import', '// #cgo CFLAGS: -msse4.2\n'],
    ['prose', '// The line cgo CFLAGS: -msse4.2 is for amd64.'],
  ])('does not find %s', async (_, line) => {
    expect(await foundIn(line)).toEqual([]);
  });

  it('leaves out files that the target does not build', async () => {
    const text = packageWith(`// #cgo CFLAGS: -msse4.2\n${body}`);
    const rest = 'package p\n';
    expect(await found({ 'p_amd64.go': text, 'q.go': rest })).toEqual([]);
    expect(await found({ 'p.go': `//go:build !mips64le\n\n${text}`, 'q.go': rest })).toEqual([]);
    expect(await found({ 'p.go': text })).toHaveLength(1);
  });
});

const gcc = 'mips64el-linux-gnuabi64-gcc';

describeWith([gcc, 'gcc'], 'foreignFlag beside GCC', () => {
  const accepts = (compiler: string, flag: string): boolean =>
    spawnSync(compiler, ['-x', 'c', flag, '-c', '-o', '/dev/null', '-'], { input: 'int x;' }).status === 0;

  it.each(
    (
      '-m64 -mx32 -mmmx -msse -msse2 -msse3 -mssse3 -msse4 -msse4.1 -msse4.2 -msse4a -mno-sse -mavx -mavx2 -mavx512f ' +
      '-mno-avx512f -mfma -mfma4 -mf16c -maes -mvaes -mpclmul -mvpclmulqdq -msha -mbmi -mbmi2 -mlzcnt -mpopcnt -mrdrnd ' +
      '-mrdseed -madx -mmovbe -mxsave -mxsaveopt -mtbm -mxop -mlwp -mfxsr -mfsgsbase -mprfchw -mclflushopt -mclwb -mpku ' +
      '-msgx -mgfni -mshstk -mcrc32 -mwaitpkg -mvzeroupper -mstackrealign -mno-tls-direct-seg-refs -mno-red-zone -mcx16 ' +
      '-msahf -mfpmath=sse -masm=intel -mpreferred-stack-boundary=4 -mindirect-branch=thunk -mfunction-return=thunk ' +
      '-mprefer-vector-width=256 -march=x86-64 -march=x86-64-v3 -march=haswell -march=core2 -march=nehalem -march=znver2 ' +
      '-mtune=generic -mtune=skylake -mcmodel=large -mtls-dialect=gnu2 -mgeneral-regs-only -mlong-double-128 -march=native ' +
      '-mtune=native -fcf-protection -fcf-protection=full'
    ).split(' '),
  )('%s is taken for the host and rejected for the target', (flag) => {
    expect([accepts('gcc', flag), accepts(gcc, flag)]).toEqual([true, false]);
    expect(foreignFlag(flag, 'amd64', 'mips64le')?.kind).toMatch(/^(?:rejected|native)$/);
  });

  it.each(
    '-mabi=64 -march=mips64r2 -march=loongson3a -mtune=mips64r2 -mhard-float -fcf-protection=none -mcrc -mxgot -mlong64'.split(
      ' ',
    ),
  )('%s is taken for the target', (flag) => {
    expect(accepts(gcc, flag)).toBe(true);
    expect(foreignFlag(flag, 'amd64', 'mips64le')).toBeUndefined();
  });
});

describeWith(['go', gcc, 'gcc'], 'the fixes of cgo-flags', () => {
  const go = goCommands().at(-1) ?? { version: '', command: 'go', root: '' };
  const mod = { 'go.mod': 'module p\n\ngo 1.19\n' };
  const build = (dir: string, goarch: string) =>
    runGo(go, dir, goarch, ['build', './...'], {
      CGO_ENABLED: '1',
      CC: goarch === 'amd64' ? 'gcc' : gcc,
    });

  it.each([
    [
      'a line of its own for the flags',
      `// #cgo CFLAGS: -O2 -mavx2   -Wall\n${body}`,
      `// #cgo CFLAGS: -O2 -Wall\n// #cgo 386 amd64 CFLAGS: -mavx2\n${body}`,
    ],
    [
      'a constraint where all flags are foreign',
      `// #cgo CFLAGS: -msse4.2 -march=x86-64\n${body}`,
      `// #cgo amd64 CFLAGS: -msse4.2 -march=x86-64\n${body}`,
    ],
    [
      'a narrower constraint',
      '/*\n#cgo linux darwin CFLAGS: -m64 -g\n#cgo linux&&cgo CFLAGS: -mtune=haswell\nstatic int two(void) { return 2; }\n*/',
      '/*\n#cgo linux darwin CFLAGS: -g\n#cgo linux,amd64 darwin,amd64 CFLAGS: -m64\n#cgo linux&&cgo&&386 linux&&cgo&&amd64 CFLAGS: -mtune=haswell\nstatic int two(void) { return 2; }\n*/',
    ],
    [
      'a flag that others than MIPS may have',
      `// #cgo CFLAGS: -mcmodel=large\n${body}`,
      `// #cgo !mips64le CFLAGS: -mcmodel=large\n${body}`,
    ],
    [
      'a comment that begins on the line',
      '/* #cgo CFLAGS: -g -m64\nstatic int two(void) { return 2; } */',
      '/* #cgo CFLAGS: -g\n#cgo amd64 CFLAGS: -m64\nstatic int two(void) { return 2; } */',
    ],
  ])(
    'give %s, and both machines build then',
    async (_, before, after) => {
      const texts: Texts = { ...mod, 'p.go': packageWith(before) };
      const fixes = (await found(texts)).flatMap(({ fixes: [fix] }) => (fix ? [fix] : []));
      expect(fixes.map(({ safe }) => safe)).not.toContain(false);
      const changed = editTexts(
        texts,
        fixes.flatMap(({ edits }) => edits),
      );
      expect(changed['p.go']).toBe(packageWith(after));
      expect(await found(changed)).toEqual([]);
      withFiles(texts, (dir) => {
        expect(build(dir, 'amd64')).toEqual({ status: 0, output: '' });
        expect(build(dir, 'mips64le').status).not.toBe(0);
      });
      withFiles(changed, (dir) => {
        expect(build(dir, 'amd64')).toEqual({ status: 0, output: '' });
        expect(build(dir, 'mips64le')).toEqual({ status: 0, output: '' });
        expect(unformatted(go, dir)).toBe('');
      });
    },
    240_000,
  );
});
