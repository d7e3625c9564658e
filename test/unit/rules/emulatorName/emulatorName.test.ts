import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { emulatorName } from '../../../../src/core/rules/emulatorName';
import { findIn, fixed } from '../../support/ruleContext';
import { describeWith } from '../../support/tools';

const path = 'test/images/image-util.sh';
const table = (name: string): string =>
  `declare -A QEMUARCHS\nQEMUARCHS["amd64"]="x86_64"\nQEMUARCHS["mips64le"]="${name}"\n`;
const literal = (name: string): string =>
  `declare -A QEMUARCHS=( ["amd64"]="x86_64" ["mips64le"]="${name}" ["s390x"]="s390x" )\n`;

describe('emulator-name finds', () => {
  it.each([table, literal])('the name of another architecture', (of) => {
    for (const name of ['mips64', 'mipsel', 'mips']) {
      const all = findIn(emulatorName, path, { [path]: of(name) });
      expect(all.map(({ message }) => message)).toEqual([
        `qemu-${name} does not run programs for mips64le; qemu-mips64el does`,
      ]);
      expect(fixed(path, of(name), all)).toBe(of('mips64el'));
    }
  });
});

describe('emulator-name leaves', () => {
  it.each([
    ['the right name', table('mips64el')],
    ['a table of other names', 'declare -A UNAMES\n# as QEMU\nUNAMES["mips64le"]="mips64"\n'],
    ['other architectures', 'QEMUARCHS["mips64"]="mips64"\n'],
  ])('%s', (_, text) => {
    expect(findIn(emulatorName, path, { [path]: text })).toEqual([]);
  });
});

describeWith(['bash'], 'the tables', () => {
  it('are read by bash as they are here', () => {
    for (const of of [table, literal]) {
      const { stdout } = spawnSync('bash', ['-c', `${of('mips64')}echo "\${QEMUARCHS[mips64le]}"`], {
        encoding: 'utf8',
      });
      expect(stdout).toBe('mips64\n');
    }
  });
});
