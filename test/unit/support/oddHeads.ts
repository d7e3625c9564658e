import { Random } from './random';

const expressions = [
  'linux',
  '!linux',
  'mips64le',
  'amd64 || mips64le',
  '(amd64||arm64)&&!cgo',
  'unix && go1.18',
  'go1.99',
  'linux &&',
  '((linux)',
  '!!linux',
  'linux,amd64',
  'amd64 mips64le',
  '!amd64',
  '!amd64,linux mips64',
  'gc',
  'ignore',
  'mips64le.hardfloat',
  '',
  'é || linux',
  'a-b',
];

const lines = [
  '',
  '',
  '',
  ' \t',
  '// A comment.',
  '//go:build {}',
  '//go:build {}',
  '// +build {}',
  '// +build {}',
  '//+build {}',
  '//  +build\t{}',
  ' //go:build {} ',
  '//go:build{}',
  '// +build{}',
  '// go:build {}',
  '/* block */',
  '/* open',
  'close */',
  '*/',
  '/**/ // +build {}',
  '/* x */ //go:build {}',
  ';',
  '//go:binary-only-package',
  '//go:build {} // why',
];

const clauses = [
  'package p',
  'package p',
  'package p // import "a/p"',
  '/* x */ package p',
  'package/* x */p;import "C"',
  'package p\n\nimport "C"',
  'package p\n\n/*\n#include <a.h>\n*/\nimport "C"',
  'package p\n\nimport (\n\t_ "fmt"; . "os"\n\tc "C"\n)',
  'package p\n\nimport `C`\n\nvar x = 1',
  'package p\n\nvar s = `\nimport "C"\n`',
  'package documentation',
];

const names = [
  '',
  '_linux',
  '_amd64',
  '_mips64le',
  '_linux_mips64le',
  '_windows',
  '_test',
  '_linux_test',
  '.x',
  '_x',
];

/**
 * Go and assembly files whose names, comments, constraints and imports are put
 * together at random, in every order that a person would and would not write.
 */
export function oddHeads(count: number, seed: number): readonly (readonly [name: string, text: string])[] {
  const random = new Random(seed);
  return Array.from({ length: count }, (_, index) => {
    const isAssembly = random.below(8) === 0;
    const head = Array.from({ length: random.below(7) }, () =>
      random.pick(lines).replace('{}', random.pick(expressions)),
    );
    const end = isAssembly ? '#include "textflag.h"' : random.pick(clauses);
    const newline = random.below(6) === 0 ? '\r\n' : '\n';
    const mark = random.below(10) === 0 ? '\ufeff' : '';
    const name = `f${String(index).padStart(4, '0')}${random.pick(names)}${isAssembly ? '.s' : '.go'}`;
    return [name, mark + [...head, end, ''].join('\n').replaceAll('\n', newline)];
  });
}
