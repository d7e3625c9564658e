import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { evaluateCondition } from '../../../src/core/c/expression';
import { isMachineMacro, predefined } from '../../../src/core/c/macros';
import { splitDirectives } from '../../../src/core/c/lines';
import { activeText, Compilation } from '../../../src/core/c/preprocess';
import { describeWith } from '../support/tools';

const mips = predefined('mips64le', 64, 'little');

/** The words of a text that are certainly compiled for the target. */
function compiled(text: string, others: Readonly<Record<string, string>> = {}): string {
  const files = new Compilation({
    predefined: mips,
    isAbsent: isMachineMacro,
    hasHeader: (name) => (name === 'immintrin.h' ? false : undefined),
    find: ({ name }) => {
      const found = others[name];
      return found === undefined ? undefined : { path: name, file: splitDirectives(found) };
    },
  }).read('a.c', splitDirectives(text));
  const texts = files.map((file) => activeText(file));
  expect(texts.map(({ length }) => length)).toEqual(files.map(({ path }) => (others[path] ?? text).length));
  return texts.map((active) => active.split(/\s+/).join(' ').trim()).join(' | ');
}

describe('evaluateCondition', () => {
  const lookup = {
    defined: (name: string) => ({ yes: true, no: false })[name],
    value: (name: string) => ({ yes: 1, no: 0, four: 4 })[name],
    hasInclude: () => undefined,
  };

  it.each([
    ['1', 1],
    ['defined(yes) && !defined no', 1],
    ['defined(maybe) || defined(yes)', 1],
    ['defined(maybe) && defined(no)', 0],
    ['defined(maybe)', undefined],
    ['!defined(maybe)', undefined],
    ['four >= 4 && four < 0x10uL', 1],
    ['(four << 2) == 16 ? yes : no', 1],
    ['1 + 2 * 3 == 7', 1],
    ['010 == 8', 1],
    ['-1 < 0', 1],
    ['four / no', undefined],
    ['GCC_VERSION(4, 2) || yes', 1],
    ['GCC_VERSION(4, 2) && yes', undefined],
    ['__has_include(<immintrin.h>)', undefined],
    ['yes yes', undefined],
    ['(yes', undefined],
    ['', undefined],
    ['('.repeat(5000), undefined],
  ])('%s', (text, value) => {
    expect(evaluateCondition(text, lookup)).toBe(value);
  });
});

describe('a compilation', () => {
  it.each([
    ['#ifdef __x86_64__\na\n#else\nb\n#endif\nc', 'b c'],
    ['#if defined(__i386__) || defined(__x86_64__)\na\n#elif defined(__mips__)\nb\n#else\nc\n#endif', 'b'],
    ['#if __mips == 64 && _MIPS_SIM == _ABI64\na\n#endif', 'a'],
    ['#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__\na\n#endif', 'a'],
    ['#ifdef HAVE_SSE2\na\n#else\nb\n#endif\nc', 'c'],
    ['#if defined(__SSE2__)\n# define HAVE_SSE2 1\n#endif\n#if HAVE_SSE2\na\n#endif', ''],
    ['#define SIMD 0\n#if SIMD\na\n#else\nb\n#endif', 'b'],
    ['#ifndef SIMD\n#define SIMD 1\n#endif\n#if SIMD\na\n#endif', 'a'],
    ['#if __has_include(<immintrin.h>)\na\n#else\nb\n#endif', 'b'],
    ['#if __has_include(<foo.h>)\na\n#else\nb\n#endif', ''],
    ['#if !defined(_MSC_VER) && \\\n  !defined(__APPLE__)\na\n#endif', 'a'],
    ['#if 0\na\n#if 1\nb\n#endif\n#else\nc\n#endif', 'c'],
    ['#ifdef MAYBE\n#define X\n#endif\n#ifdef X\na\n#endif', ''],
    ['#ifdef MAYBE\n#undef __mips__\n#endif\n#ifdef __mips__\na\n#endif', ''],
    ['#define X 1\n#undef X\n#ifdef X\na\n#endif', ''],
    ['a /* #if 0 */ b // c\n"/* s */" d', 'a b "/* s */" d'],
    ['\'"\' a /* " */ b', "'\"' a b"],
    ['#if 1\r\na\r\n#endif\r\n', 'a'],
    ['#endif\n#else\na', 'a'],
  ])('%j', (text, words) => {
    expect(compiled(text)).toBe(words);
  });

  it('reads included files, each once, with what is defined before', () => {
    const others = {
      'simd.h':
        '#ifndef SIMD_H\n#define SIMD_H\n#ifdef __SSE2__\na\n#else\nb\n#endif\n#define NONE 1\n#endif\n',
      'self.h': '#include "self.h"\nx\n',
    };
    expect(compiled('#include "simd.h"\n#include "simd.h"\n#if NONE\nc\n#endif', others)).toBe('c | b');
    expect(compiled('#include "self.h"\nc', others)).toBe('c | x');
    expect(
      compiled('#include "a.h"\nc', {
        'a.h': '#include "b.h"\na',
        'b.h': '#include "a.h"\n#include "a.h"\nb',
      }),
    ).toBe('c | a | b');
    expect(compiled('#ifdef MAYBE\n#include "simd.h"\n#endif\n#if NONE\nc\n#endif', others)).toBe(' | ');
  });
});

describeWith(['mips64el-linux-gnuabi64-gcc', 'gcc'], 'the macros beside GCC', () => {
  it.each([
    ['mips64le', 'mips64el-linux-gnuabi64-gcc'],
    ['amd64', 'gcc'],
  ] as const)('are those that it has for %s', (goarch, gcc) => {
    const macros = predefined(goarch, 64, 'little');
    const { stdout } = spawnSync(gcc, ['-E', '-dM', '-x', 'c', '-'], { input: '', encoding: 'utf8' });
    const real = new Map(
      [...stdout.matchAll(/^#define (\w+) (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
    const resolved = (value: string | undefined): string | undefined => {
      const next = value === undefined ? undefined : real.get(value);
      return next === undefined ? value : resolved(next);
    };
    for (const [name, value] of macros) {
      expect([name, resolved(real.get(name))]).toEqual([name, name === '__GNUC_MINOR__' ? '2' : value]);
    }
    // What is known not to be there is not there.
    expect([...real.keys()].filter((name) => isMachineMacro(name) && !macros.has(name))).toEqual([]);
  });
});
