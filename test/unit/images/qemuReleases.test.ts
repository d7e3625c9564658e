import { describe, expect, it } from 'vitest';
import { judgeQemu, qemuBugs } from '../../../src/core/images/qemuReleases';
import { english } from '../../../src/core/l10n';

describe('releases of QEMU', () => {
  it.each([
    // Ubuntu 18.04 and 20.04, with which Go's programs ended at once on MIPS.
    ['2.11.1', 'mips64le', 'problem'],
    ['4.2.1', 'mips64le', 'problem'],
    ['4.2.1', 'mipsle', 'problem'],
    // Other architectures have no signals above 64.
    ['4.2.1', 'loong64', 'nothing'],
    ['4.2.1', 'riscv64', 'nothing'],
    // Debian 11, 12 and 13, Ubuntu 22.04 and 24.04.
    ['5.2.0', 'mips64le', 'advice'],
    ['6.2.0', 'mips64le', 'nothing'],
    ['7.2.22', 'mips64le', 'nothing'],
    ['8.2.2', 'mips64le', 'advice'],
    ['8.2.2', 'riscv64', 'nothing'],
    ['10.0.2', 'mips64le', 'nothing'],
    ['5.0.0-rc2', 'mips64le', 'nothing'],
  ] as const)('%s for %s: %s', (version, goarch, kind) => {
    const { advice, problem } = judgeQemu(version, goarch, english);
    expect(problem !== undefined ? 'problem' : advice !== undefined ? 'advice' : 'nothing').toBe(kind);
  });

  it('are known with where it is told', () => {
    for (const { sources } of qemuBugs) expect(sources.length).toBeGreaterThan(0);
    expect(judgeQemu('8.2.2', 'mips64le', english).advice).toContain('(golang/go#72125)');
  });
});
