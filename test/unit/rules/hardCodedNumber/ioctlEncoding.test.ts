import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hardCodedNumber } from '../../../../src/core/rules/hardCodedNumber';
import type { Goarch } from '../../../../src/core/target/targets';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { describeWith } from '../../support/tools';

async function messages(texts: Texts, target: Goarch = 'mips64le'): Promise<readonly string[]> {
  const { tree, context } = await openFixture({ 'go.mod': 'module m\n\ngo 1.19\n', ...texts }, { target });
  const host = tree.view('', 'host');
  const there = tree.view('', 'target');
  const found =
    host && there ? (hardCodedNumber.fromPackage?.({ host, target: there }, tree, context) ?? []) : [];
  tree.dispose();
  return found.map(
    ({ line, severity, certainty, message }) => `${line} ${severity} ${certainty}: ${message}`,
  );
}

const constants = (names: Readonly<Record<string, string>>): string =>
  `package p\n\nconst (\n${Object.entries(names)
    .map(([name, value]) => `\t${name} = ${value}\n`)
    .join('')})\n`;

const encoding = { iocSizeBits: '14', iocDirBits: '2', iocNone: '0', iocWrite: '1', iocRead: '2' };

describe('the encoding of ioctl requests', () => {
  it('is found in a package that imports nothing', async () => {
    expect(await messages({ 'p.go': constants(encoding) })).toEqual([
      '4 error certain: 14 is _IOC_SIZEBITS on amd64; on mips64le it is 13',
      '5 error certain: 2 is _IOC_DIRBITS on amd64; on mips64le it is 3',
      '6 error certain: 0 is _IOC_NONE on amd64; on mips64le it is 1',
      '7 error certain: 1 is _IOC_WRITE on amd64; on mips64le it is 4',
    ]);
  });

  it('is found under other names, and written in hexadecimal', async () => {
    expect(await messages({ 'p.go': constants({ _IOC_WRITE: '0x1', _IOC_DIRSHIFT: '30' }) })).toEqual([
      '4 error certain: 0x1 is _IOC_WRITE on amd64; on mips64le it is 0x4',
      '5 error certain: 30 is _IOC_DIRSHIFT on amd64; on mips64le it is 29',
    ]);
  });

  it('is the same on other architectures', async () => {
    expect(await messages({ 'p.go': constants(encoding) }, 'ppc64le')).toHaveLength(4);
    expect(await messages({ 'p.go': constants(encoding) }, 'arm64')).toEqual([]);
    expect(await messages({ 'p.go': constants(encoding) }, 'loong64')).toEqual([]);
  });

  it.each([
    ['directions alone, which may be of another system', { IOC_NONE: '0', IOC_WRITE: '1', IOC_READ: '2' }],
    ['the target’s numbers', { IOC_SIZEBITS: '13', IOC_DIRBITS: '3', IOC_WRITE: '4' }],
    ['numbers that are computed', { IOC_SIZEBITS: '7 + 7', IOC_WRITE: '1' }],
    ['other names', { sizeBits: '14', dirShift: '30', write: '1' }],
  ])('says nothing of %s', async (_, names) => {
    expect(await messages({ 'p.go': constants(names) })).toEqual([]);
  });

  it('says nothing of files for the host or of those that ask for the architecture', async () => {
    expect(await messages({ 'p_amd64.go': constants(encoding), 'q.go': 'package p\n' })).toEqual([]);
    const asks = `${constants(encoding)}\nvar mips = runtime.GOARCH == "mips64le"\n`;
    expect(await messages({ 'p.go': asks })).toEqual([]);
  });
});

describeWith(['mips64el-linux-gnuabi64-gcc', 'gcc'], 'the kernel’s headers', () => {
  const names = ['_IOC_SIZEBITS', '_IOC_DIRBITS', '_IOC_DIRSHIFT', '_IOC_NONE', '_IOC_WRITE', '_IOC_READ'];

  /** The values of the macros, as the compiler reckons them. */
  function values(compiler: string): readonly number[] {
    const assembly = execFileSync(compiler, ['-S', '-x', 'c', '-o', '-', '-'], {
      input: `#include <linux/ioctl.h>\n${names.map((name) => `const int v${name} = ${name};`).join('\n')}\n`,
      encoding: 'utf8',
    });
    return names.map((name) => {
      const [, text] =
        new RegExp(`^v${name}:\\s+(?:\\.long|\\.word|\\.zero)\\s+(\\d+)`, 'm').exec(assembly) ?? [];
      const isZero = new RegExp(`^v${name}:\\s+\\.(?:zero|space)`, 'm').test(assembly);
      return isZero ? 0 : Number(text);
    });
  }

  it('have the numbers that are told', async () => {
    const [host, target] = [values('gcc'), values('mips64el-linux-gnuabi64-gcc')];
    const text = constants(Object.fromEntries(names.map((name, index) => [name, String(host[index])])));
    const told = names.flatMap((name, index) =>
      host[index] === target[index]
        ? []
        : [
            `${index + 4} error certain: ${host[index]} is ${name} on amd64; on mips64le it is ${target[index]}`,
          ],
    );
    expect(told).toHaveLength(5);
    expect(await messages({ 'p.go': text })).toEqual(told);
  });
});
