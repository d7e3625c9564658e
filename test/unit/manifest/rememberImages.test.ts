import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { renderManifest } from '../../../src/core/manifest/renderManifest';
import { rememberBases, rememberSources } from '../../../src/core/manifest/rememberImages';

const withComments = [
  '# Ours.',
  'version: 1',
  'images:',
  '  # What sonobuoy printed.',
  '  lists: [a.txt] # kept',
  'bases:',
  '  alpine:3.6: { use: busybox } # small',
  '',
].join('\n');

describe('sources of images', () => {
  it('are written beside those that are there, with every comment kept', () => {
    const text = rememberSources(withComments, { catalogue: 'v1.16.2', lists: ['a.txt', 'b/c.txt'] });
    const { manifest, problems } = readManifest(text ?? '', english);
    expect(problems).toEqual([]);
    expect(manifest?.images).toEqual({
      catalogue: 'v1.16.2',
      lists: ['a.txt', 'b/c.txt'],
      build: [],
      smoke: {},
    });
    for (const comment of ['# Ours.', '# What sonobuoy printed.', '# kept', '# small']) {
      expect(text).toContain(comment);
    }
  });

  it('are written into a new manifest', () => {
    const text = rememberSources(renderManifest([]), { lists: ['images.txt'] });
    const { manifest, problems } = readManifest(text ?? '', english);
    expect(problems).toEqual([]);
    expect(manifest?.images.lists).toEqual(['images.txt']);
    expect(text).toMatch(/^images:\n {2}lists:\n {4}- images\.txt$/m);
  });

  it.each(['- a list', 'a: [', '"text"'])('leave %j alone', (text) => {
    expect(rememberSources(text, { catalogue: 'v1.16.2' })).toBeUndefined();
  });
});

describe('choices for bases', () => {
  it('replace what stood there, and say no more than they must', () => {
    const text = rememberBases(
      withComments,
      new Map([
        ['alpine:3.6', { use: 'debian', suite: 'bookworm', packages: [] }],
        ['centos:*', { use: 'debian', suite: 'sid', packages: ['curl'] }],
        ['nginx:1.15', { use: 'image', image: 'registry.local/nginx@sha256:' + 'a'.repeat(64) }],
      ]),
    );
    const { manifest, problems } = readManifest(text ?? '', english);
    expect(problems).toEqual([]);
    expect(manifest?.bases).toEqual({
      'alpine:3.6': { use: 'debian', suite: 'bookworm', packages: [] },
      'centos:*': { use: 'debian', suite: 'sid', packages: ['curl'] },
      'nginx:1.15': { use: 'image', image: `registry.local/nginx@sha256:${'a'.repeat(64)}` },
    });
    expect(text).toMatch(/alpine:3\.6:\n {4}use: debian\n {2}centos/);
    expect(text).toContain('# Ours.');
  });
});
