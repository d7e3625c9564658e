import { describe, expect, it } from 'vitest';
import { importPathsOf, scanFileHeader } from '../../../src/core/go/fileHeader';

const shapes: readonly (readonly [string, string])[] = [
  [
    'a usual file',
    '// A comment.\n\npackage p\n\nimport (\n\t"fmt"\n\n\tv1 "k8s.io/api/core/v1"\n)\n\nvar x = 1\n',
  ],
  ['one import', 'package p\n\nimport "fmt"\n\nvar x = 1\n'],
  ['none', '/* import (\n"no"\n) */\npackage p\n\nvar x = "import"\n'],
  ['two declarations', 'package p\n\nimport (\n\t"a"\n)\n\n// #include <x.h>\nimport "C"\n\nvar x = 1\n'],
  ['comments in the list', 'package p\n\nimport (\n\t_ "a" // for "b"\n\t/* "c" */ . "d"\n)\nvar x = 1\n'],
  [
    'a constraint',
    '//go:build linux\n// +build linux\n\npackage p\n\nimport (\n\t"syscall"\n)\n\nvar x = 1\n',
  ],
  ['an import comment', 'package p // import "example.com/p"\n\nimport (\n\t"a"\n)\n\nvar x = 1\n'],
  ['Windows line ends', 'package p\r\n\r\nimport (\r\n\t"a"\r\n\t"b"\r\n)\r\n\r\nvar x = 1\r\n'],
  ['raw strings', 'package p\n\nimport (\n\t`a"b`\n\t"c"\n)\n\nvar x = 1\n'],
  ['a path beyond ASCII', 'package p\n\nimport (\n\t"exämple.com/ü"\n)\n\nvar x = 1\n'],
  ['one line', 'package p; import ("a"; "b"); var x = 1\n'],
  ['an empty list', 'package p\n\nimport ()\n\nvar x = 1\n'],
  ['no Go at all', 'packages: "import ("\n'],
];

describe('the imports of a file without their places', () => {
  it.each(shapes)('are those of its header, for %s and all that it begins with', (_, text) => {
    for (let length = 0; length <= text.length; length++) {
      const begin = text.slice(0, length);
      const { imports, complete } = scanFileHeader(begin);
      expect(importPathsOf(begin), begin).toEqual({ paths: imports.map(({ path }) => path), complete });
    }
  });

  it('are found in the usual file', () => {
    expect(importPathsOf(shapes[0]?.[1] ?? '')).toEqual({
      paths: ['fmt', 'k8s.io/api/core/v1'],
      complete: true,
    });
  });
});
