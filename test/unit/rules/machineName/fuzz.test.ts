import { expect, it } from 'vitest';
import { LineIndex } from '../../../../src/core/positions';
import { machineName } from '../../../../src/core/rules/machineName';
import { Random } from '../../support/random';
import { findIn, fixed } from '../../support/ruleContext';

const seeds: Readonly<Record<string, string>> = {
  'a.sh':
    'f() {\n  case "$(uname -m)" in\n    x86_64) a=amd64 ;;\n    aarch64) a=arm64 ;; # x\n    *64) a=amd64 ;;\n    *) exit 1 ;;\n  esac\n}\nif [ "$A" = amd64 ]; then b=amd64; elif [ "$A" = arm64 ]; then b=arm64; else exit 1; fi\n',
  Dockerfile:
    'FROM a\nRUN case $TARGETARCH in \\\n   amd64) A=amd64 ;; \\\n # c\n   arm64) A=arm64 ;; \\\n   *) exit 1 ;; \\\n  esac\n',
  Makefile:
    'ifeq ($(ARCH),amd64)\nB=x-amd64\nelse ifeq ($(ARCH),arm64)\nB=x-arm64\nelse\n$(error x)\nendif\nall:\n\tcase "$$(uname -m)" in x86_64) a=amd64 ;; aarch64) a=arm64 ;; esac\n',
};
const pieces = [
  '"',
  "'",
  '$(',
  ')',
  '(',
  '\n',
  '\\',
  ';;',
  ';',
  'esac',
  'fi',
  'else\n',
  'endif\n',
  '*)',
  '|',
  '#',
  'in ',
  '\r\n',
  ' mips64) ',
  'if ',
];

it('machine-name ends on any text, with places inside it and fixes that apply', () => {
  const random = new Random(23);
  for (let round = 0; round < 400; round++) {
    for (const [path, seed] of Object.entries(seeds)) {
      let text = seed;
      for (let change = 0; change < 1 + (round % 4); change++) {
        const at = random.below(text.length + 1);
        text = text.slice(0, at) + random.pick(pieces) + text.slice(at + random.below(6));
      }
      const findings = findIn(machineName, path, { [path]: text });
      const index = new LineIndex(text);
      for (const { line, column, endLine, endColumn } of findings) {
        expect(index.offset(line, column)).toBeDefined();
        expect(index.offset(endLine, endColumn)).toBeDefined();
      }
      for (const finding of findings) expect(typeof fixed(path, text, [finding])).toBe('string');
    }
  }
});
