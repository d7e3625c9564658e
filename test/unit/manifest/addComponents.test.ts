import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { addComponents, fromCatalogue, fromDetected } from '../../../src/core/manifest/addComponents';
import { findInCatalogue } from '../../../src/core/manifest/catalogue/catalogue';
import { readManifest } from '../../../src/core/manifest/readManifest';

const runc = findInCatalogue('runc@v1.16.2');
if (!runc) throw new Error('the catalogue lacks runc@v1.16.2');

describe('addComponents', () => {
  it('keeps comments and what is there, and adds what can be read', () => {
    const text = '# top\nversion: 1\ncomponents:\n  # mine\n  - name: a # first\n    path: a\n';
    const addition = addComponents(text, [fromCatalogue(runc), { name: 'a', keys: {} }]);
    expect(addition).toMatchObject({ added: ['runc'], present: ['a'] });
    for (const comment of ['# top', '# mine', '# first', '# runc 1.0.0-rc9'])
      expect(addition?.text).toContain(comment);
    const { manifest, problems } = readManifest(addition?.text ?? '', english);
    expect(problems).toEqual([]);
    expect(manifest?.components.map(({ name }) => name)).toEqual(['a', 'runc']);
    expect(manifest?.components[1]?.source?.ref).toBe('v1.0.0-rc9');
  });

  it.each(['version: 1\n', 'version: 1\ncomponents: []\n', 'version: 1\ncomponents:\n'])(
    'begins the list in %j',
    (text) => {
      const made = fromDetected({
        name: 'm',
        path: 'm',
        kind: 'make',
        packages: [],
        cgo: false,
        evidence: [],
      });
      const addition = addComponents(text, [made]);
      expect(readManifest(addition?.text ?? '', english)).toMatchObject({
        problems: [],
        manifest: { components: [{ name: 'm', kind: 'make', build: { output: 'm' } }] },
      });
    },
  );

  it('changes nothing in a text that it cannot read', () => {
    expect(addComponents('a: [', [fromCatalogue(runc)])).toBeUndefined();
    expect(addComponents('version: 1\ncomponents: {}', [fromCatalogue(runc)])).toBeUndefined();
    expect(addComponents('version:  1', [])?.text).toBe('version:  1');
  });
});
