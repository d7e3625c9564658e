import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { rememberAnswers } from '../../../src/core/manifest/rememberAnswers';

const answers = {
  packages: new Map([['bind-tools', ['bind9-dnsutils']]]),
  bases: new Map([['nginx:1.15-alpine', 'reg.local/nginx:1']]),
};

describe('rememberAnswers', () => {
  it('writes answers that the manifest reads back, and keeps comments', () => {
    const text = rememberAnswers('# mine\nversion: 1\npackages:\n  # keep\n  jq: [jq]\n', answers);
    expect(text).toContain('# mine\n');
    expect(text).toContain('  # keep\n  jq: [jq]\n');
    const { manifest, problems } = readManifest(text ?? '', english);
    expect(problems).toEqual([]);
    expect(manifest?.packages).toEqual({ jq: ['jq'], 'bind-tools': ['bind9-dnsutils'] });
    expect(manifest?.bases).toEqual({ 'nginx:1.15-alpine': { use: 'image', image: 'reg.local/nginx:1' } });
  });

  it('begins a manifest, and leaves what is none', () => {
    expect(readManifest(rememberAnswers('', answers) ?? '', english).problems).toEqual([]);
    expect(rememberAnswers('- a\n', answers)).toBeUndefined();
    expect(rememberAnswers('a: [', answers)).toBeUndefined();
  });
});
