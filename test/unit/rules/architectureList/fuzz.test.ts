import { expect, it } from 'vitest';
import { LineIndex } from '../../../../src/core/positions';
import { architectureList } from '../../../../src/core/rules/architectureList';
import { Random } from '../../support/random';
import { findIn, fixed } from '../../support/ruleContext';

const seeds: Readonly<Record<string, string>> = {
  Makefile:
    'ALL_ARCH = amd64 arm64 \\\n\ts390x # all\nPLATFORMS=linux/amd64,linux/arm64\nall: a.amd64 a.arm64 a.s390x\n\tfor a in amd64 arm64 s390x; do docker build --platform linux/amd64,linux/arm64,linux/s390x .; done\n',
  'a.sh':
    'readonly ALL_ARCH=(\n  linux/amd64 # x\n  "linux/arm64"\n)\ndeclare -A QEMUS=([amd64]=x86_64 ["arm64"]="aarch64" [s390x]=s390x)\nP=${P:-"linux/amd64,linux/s390x"}\n: "${ARCHES:=amd64 arm64}"\n',
  Dockerfile:
    'FROM a\nENV PLATFORMS="amd64 arm64" B=c\nRUN for a in amd64 arm64 s390x; do \\\n # c\n x; done\n',
  'docker-bake.hcl':
    'variable "ARCHES" { default = "amd64,arm64" }\ntarget "a" {\n platforms = [\n  "linux/amd64", # a\n  "linux/arm64" // b\n ]\n}\n',
  '.goreleaser.yml':
    'builds:\n  - goarch: [amd64, "arm64",]\n    targets:\n      - linux_amd64 # a\n      - linux_arm64\n      - linux_s390x\n',
  '.github/workflows/a.yml':
    "jobs:\n  a:\n    strategy:\n      matrix:\n        goarch: [amd64, arm64]\n        include:\n          - {arch: amd64}\n          - {arch: arm64}\n    steps:\n      - run: |\n          for a in amd64 arm64 s390x; do x; done\n        env: {ARCHES: 'amd64 arm64'}\n",
};
const pieces = [
  '"',
  "'",
  '$(',
  ')',
  '(',
  '[',
  ']',
  '}',
  '{',
  '\n',
  '\\',
  '\t',
  ',',
  ';',
  '#',
  ' amd64 ',
  'arm64',
  '/',
  '\r\n',
  ': ',
];

it('architecture-list ends on any text, with places inside it and fixes that apply', () => {
  const random = new Random(11);
  for (let round = 0; round < 300; round++) {
    for (const [path, seed] of Object.entries(seeds)) {
      let text = seed;
      for (let change = 0; change < 1 + (round % 4); change++) {
        const at = random.below(text.length + 1);
        text = text.slice(0, at) + random.pick(pieces) + text.slice(at + random.below(6));
      }
      const findings = findIn(architectureList, path, { [path]: text });
      const index = new LineIndex(text);
      for (const { line, column, endLine, endColumn } of findings) {
        expect(index.offset(line, column)).toBeDefined();
        expect(index.offset(endLine, endColumn)).toBeDefined();
      }
      if (findings.length > 0) expect(fixed(path, text, findings).length).toBeGreaterThanOrEqual(text.length);
    }
  }
});
