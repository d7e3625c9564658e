import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { createScanSession, type ScanSession } from '../../../../src/node/scanSession';
import { runGo, withFiles } from '../../support/goBuild';
import { describeWith, goCommands } from '../../support/tools';

const cross = 'mips64el-linux-gnuabi64-gcc';
const mod = { 'go.mod': 'module p\n\ngo 1.19\n' };

/** A package that calls `two` of a library. */
function linking(flags: string): string {
  return `package main\n\n// ${flags}\n// int two(void);\nimport "C"\n\nfunc main() { println(C.two()) }\n`;
}

/** Compiles `two` into an object, and that into an archive where the name says so. */
function compile(dir: string, path: string, compiler = 'gcc'): void {
  const file = join(dir, path);
  mkdirSync(dirname(file), { recursive: true });
  const object = path.endsWith('.a') ? `${file}.o` : file;
  const kind = path.endsWith('.so') ? ['-shared', '-fPIC'] : /\.(?:a|o|syso)$/.test(path) ? ['-c'] : [];
  const source = kind.length > 0 ? 'int two(void) { return 2; }' : 'int main(void) { return 2; }';
  execFileSync(compiler, [...kind, '-x', 'c', '-', '-o', object], { input: source });
  if (object === file) return;
  execFileSync('ar', ['rcs', file, object]);
  rmSync(object);
}

let session: ScanSession;

function told(dir: string): readonly string[] {
  return session
    .scan({ root: dir, target: 'mips64le', rules: ['foreign-binary'] })
    .findings.map(
      ({ file, line, column, severity, certainty, message }) =>
        `${file}:${line}:${column} ${severity} ${certainty} ${message}`,
    );
}

const machine = '64-bit little-endian x86-64';

describeWith(['go', 'gcc', 'ar', cross], 'foreign-binary', () => {
  const go = goCommands().at(-1) ?? { version: '', command: 'go', root: '' };
  beforeAll(async () => {
    session = await createScanSession();
  });
  const build = (dir: string, goarch: string, cgo = '1') =>
    runGo(go, dir, goarch, ['build', '-o', 'out', '.'], {
      CGO_ENABLED: cgo,
      CC: goarch === 'amd64' ? 'gcc' : cross,
    });

  it('finds the archive that a flag names, which only the host’s linker takes', () => {
    const texts = { ...mod, 'main.go': linking('#cgo LDFLAGS: ${SRCDIR}/lib/libtwo.a') };
    withFiles(texts, (dir) => {
      compile(dir, 'lib/libtwo.a');
      expect(told(dir)).toEqual([
        `lib/libtwo.a:1:1 error certain libtwo.a holds code for ${machine}, and main.go:3 links it on mips64le too`,
      ]);
      expect([build(dir, 'amd64').status, build(dir, 'mips64le').status]).toEqual([0, 1]);
      compile(dir, 'lib/libtwo.a', cross);
      rmSync(join(dir, 'out'));
      expect(told(dir)).toEqual([]);
      expect(build(dir, 'mips64le').status).toBe(0);
    });
  }, 120_000);

  it('finds the library in a folder that a flag names', () => {
    const texts = { ...mod, 'main.go': linking('#cgo linux LDFLAGS: -L${SRCDIR}/lib -ltwo') };
    withFiles(texts, (dir) => {
      compile(dir, 'lib/libtwo.so');
      compile(dir, 'lib/libother.so');
      expect(told(dir)).toEqual([
        `lib/libtwo.so:1:1 warning likely libtwo.so holds code for ${machine}, and main.go:3 links it on mips64le too`,
      ]);
      expect([build(dir, 'amd64').status, build(dir, 'mips64le').status]).toEqual([0, 1]);
      writeFileSync(join(dir, 'main.go'), linking('#cgo linux,amd64 LDFLAGS: -L${SRCDIR}/lib -ltwo'));
      expect(told(dir)).toEqual([]);
    });
  }, 120_000);

  it('finds the object that Go links for every architecture', () => {
    const texts = { ...mod, 'main.go': 'package main\n\nfunc main() {}\n' };
    withFiles(texts, (dir) => {
      compile(dir, 'two.syso');
      compile(dir, 'two_arm64.syso');
      compile(dir, 'data/two.syso');
      expect(told(dir)).toEqual([
        `two.syso:1:1 error certain two.syso holds code for ${machine}, and Go links it on mips64le too; named two_amd64.syso it is linked only on amd64`,
      ]);
      expect(build(dir, 'amd64', '0')).toEqual({ status: 0, output: '' });
      expect(build(dir, 'mips64le', '0').status).not.toBe(0);
      rmSync(join(dir, 'out'));
      compile(dir, 'two_amd64.syso');
      rmSync(join(dir, 'two.syso'));
      expect(told(dir)).toEqual([]);
      expect(build(dir, 'mips64le', '0')).toEqual({ status: 0, output: '' });
    });
  }, 120_000);

  it('finds the program that a Dockerfile copies, and no other', () => {
    const texts = {
      Dockerfile: '# COPY bin/other /\nFROM scratch\nCOPY bin/init bin/ours bin/data /\n',
      'bin/data': 'no program\n',
    };
    withFiles(texts, (dir) => {
      for (const path of ['bin/init', 'bin/other', 'bin/testdata/init', 'src/init']) {
        compile(dir, path);
        chmodSync(join(dir, path), 0o755);
      }
      compile(dir, 'bin/ours', cross);
      expect(told(dir)).toEqual([
        `bin/init:1:1 info likely init is a program for ${machine} that Dockerfile uses; mips64le needs its own`,
      ]);
    });
  }, 120_000);

  it('is silent about what is no binary', () => {
    const texts = {
      ...mod,
      'main.go': linking(
        '#cgo LDFLAGS: ${SRCDIR}/libtwo.a ${SRCDIR}/libthree.a ${SRCDIR}/libnone.a -L. -lfour',
      ),
      // What a checkout without Git LFS has.
      'libtwo.a': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
      'libthree.a': '!<arch>\n',
      'libfour.a': `!<arch>\n${'x'.repeat(300)}`,
      'a.syso': '',
    };
    withFiles(texts, (dir) => {
      expect(told(dir)).toEqual([]);
    });
  });
});
