import { describe, expect, it } from 'vitest';
import { mapReference, splitReference } from '../../../../src/core/images/rewrite/mapReference';

const digest = `sha256:${'ab'.repeat(32)}`;

describe('splitReference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx', undefined, undefined],
    ['nginx:1.14-alpine', 'docker.io/library/nginx', '1.14-alpine', undefined],
    ['user/app', 'docker.io/user/app', undefined, undefined],
    ['index.docker.io/library/nginx', 'docker.io/library/nginx', undefined, undefined],
    ['localhost/app:1', 'localhost/app', '1', undefined],
    ['localhost:5000/app', 'localhost:5000/app', undefined, undefined],
    ['[::1]:5000/app:1', '[::1]:5000/app', '1', undefined],
    ['k8s.gcr.io/e2e/agnhost:2.6', 'k8s.gcr.io/e2e/agnhost', '2.6', undefined],
    [`quay.io/a/b:1@${digest}`, 'quay.io/a/b', '1', digest],
  ])('%s', (text, name, tag, hash) => {
    expect(splitReference(text)).toEqual({ name, tag, digest: hash });
  });

  it.each([
    '',
    'Nginx',
    'a b',
    'nginx:',
    ':1',
    'k8s.gcr.io//pause',
    '$(touch x)',
    'a@sha256:short',
    '-v',
    'a/../b',
  ])('is silent about %j', (text) => {
    expect(splitReference(text)).toBeUndefined();
  });
});

describe('mapReference', () => {
  const mapping = {
    registries: {
      'k8s.gcr.io': 'registry.local:5000/k8s/',
      'k8s.gcr.io/e2e': 'registry.local:5000/e2e',
      'docker.io/library': 'registry.local:5000',
      'quay.io/a/b': 'registry.local:5000/renamed',
    },
    tags: { '*': '{tag}-mips64le', 'k8s.gcr.io/pause:3.1': '3.2', redis: '6.2' },
  };
  const map = (text: string, scope?: 'named'): string => {
    const mapped = mapReference(text, mapping, scope);
    return mapped.kind === 'mapped' ? mapped.reference : mapped.kind;
  };

  it.each([
    ['k8s.gcr.io/pause:3.1', 'registry.local:5000/k8s/pause:3.2'],
    ['k8s.gcr.io/pause:3.0', 'registry.local:5000/k8s/pause:3.0-mips64le'],
    ['k8s.gcr.io/e2e/agnhost:2.6', 'registry.local:5000/e2e/agnhost:2.6-mips64le'],
    ['k8s.gcr.io.evil/pause:3.1', 'same'],
    ['k8s.gcr.io/e2e-more/x:1', 'registry.local:5000/k8s/e2e-more/x:1-mips64le'],
    ['nginx', 'registry.local:5000/nginx:latest-mips64le'],
    ['docker.io/nginx:1.14', 'registry.local:5000/nginx:1.14-mips64le'],
    ['redis:5.0', 'registry.local:5000/redis:6.2'],
    ['user/app:1', 'same'],
    ['quay.io/a/b:1', 'registry.local:5000/renamed:1-mips64le'],
    [`k8s.gcr.io/x@${digest}`, 'pinned'],
    [`k8s.gcr.io/pause:3.1@${digest}`, 'registry.local:5000/k8s/pause:3.2'],
    [`user/app@${digest}`, 'same'],
    ['not an image', 'invalid'],
  ])('%s → %s', (text, expected) => {
    expect(map(text)).toBe(expected);
  });

  it('maps once what is mapped twice', () => {
    for (const text of ['k8s.gcr.io/pause:3.0', 'nginx', 'redis:5.0', 'quay.io/a/b:1']) {
      expect(map(map(text))).toBe('same');
    }
    const all = { registries: { '*': 'registry.local/all' }, tags: { '*': '{tag}-mips64le' } };
    const once = mapReference('quay.io/a/b:1', all);
    expect(once).toEqual({ kind: 'mapped', reference: 'registry.local/all/a/b:1-mips64le' });
    expect(mapReference('registry.local/all/a/b:1-mips64le', all)).toEqual({ kind: 'same' });
  });

  it('gives tags to all where no registry is mapped', () => {
    const tags = { '*': '{tag}-mips64le' };
    expect(mapReference('user/app:1', { registries: {}, tags })).toEqual({
      kind: 'mapped',
      reference: 'user/app:1-mips64le',
    });
    expect(mapReference('user/app:1', { registries: {}, tags }, 'named')).toEqual({ kind: 'same' });
  });

  it('makes no reference that is none', () => {
    expect(mapReference('nginx', { registries: { '*': 'bad registry' }, tags: {} })).toEqual({
      kind: 'invalid',
    });
  });
});
