import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rememberAnswers } from '../../../src/core/manifest/rememberAnswers';
import { rememberBases, rememberRegistries } from '../../../src/core/manifest/rememberImages';

const sample = readFileSync(join(__dirname, '../../fixtures/sample/mips-port.yaml'), 'utf8');

describe('a manifest that something is remembered in', () => {
  it('gains lines, and keeps the others as they were written', () => {
    expect(rememberBases(sample, new Map([['alpine:*', { use: 'scratch' }]]))).toBe(
      `${sample}bases:\n  alpine:*:\n    use: scratch\n`,
    );
    expect(rememberRegistries(sample, new Map([['localhost', 'registry.local:5000/port']]))).toBe(
      `${sample}registries:\n  localhost: registry.local:5000/port\n`,
    );
  });

  it('keeps brackets, comments and blank lines of other entries beside a changed one', () => {
    const before = [
      'version: 1',
      '# what stands for them',
      'bases:',
      '  "alpine:*": {use: debian, packages: [curl]}',
      '',
      '  # no programs in it',
      '  busybox:1: { use: busybox }',
      'packages: { bind-tools: [bind9-dnsutils] } # ours',
      '',
    ];
    const answers = { packages: new Map([['jq', ['jq']]]), bases: new Map([['busybox:1', 'own/box:2']]) };
    expect(rememberAnswers(before.join('\n'), answers)?.split('\n')).toEqual([
      ...before.slice(0, 6),
      '  busybox:1:',
      '    use: image',
      '    image: own/box:2',
      'packages: { bind-tools: [ bind9-dnsutils ], jq: [ jq ] } # ours',
      '',
    ]);
  });
});
