import { describe, expect, it } from 'vitest';
import {
  formatReference,
  parseReference,
  partsOfName,
  readReference,
  shortReference,
  withoutArchitecture,
} from '../../../src/core/images/reference';
import { english } from '../../../src/core/l10n';

const digest = `sha256:${'a1'.repeat(32)}`;

describe('parseReference', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx:latest', 'nginx:latest'],
    ['nginx:1.15-alpine', 'docker.io/library/nginx:1.15-alpine', 'nginx:1.15-alpine'],
    ['prom/prometheus', 'docker.io/prom/prometheus:latest', 'prom/prometheus:latest'],
    ['docker.io/alpine:3.6', 'docker.io/library/alpine:3.6', 'alpine:3.6'],
    ['index.docker.io/library/alpine:3.6', 'docker.io/library/alpine:3.6', 'alpine:3.6'],
    ['localhost/app', 'localhost/app:latest', 'localhost/app:latest'],
    ['localhost:5000/a/b:1', 'localhost:5000/a/b:1', 'localhost:5000/a/b:1'],
    ['[::1]:5000/a', '[::1]:5000/a:latest', '[::1]:5000/a:latest'],
    [`k8s.gcr.io/pause@${digest}`, `k8s.gcr.io/pause@${digest}`, `k8s.gcr.io/pause@${digest}`],
    [`pause:3.1@${digest}`, `docker.io/library/pause:3.1@${digest}`, `pause:3.1@${digest}`],
    ['gcr.io/a__b/c.d-e---f:v1', 'gcr.io/a__b/c.d-e---f:v1', 'gcr.io/a__b/c.d-e---f:v1'],
  ])('fills in what %s leaves out', (text, whole, short) => {
    const reference = readReference(text);
    expect(reference && formatReference(reference)).toBe(whole);
    expect(reference && shortReference(reference)).toBe(short);
    expect(readReference(whole)).toEqual(reference);
  });

  it.each([
    '',
    ' nginx',
    'nginx:',
    'nginx:a b',
    `nginx:${'x'.repeat(129)}`,
    'Nginx',
    'a//b',
    '/a',
    'a/',
    '../../etc/passwd',
    'gcr.io/../x',
    'nginx;reboot',
    'nginx$(id)',
    'nginx`id`',
    "nginx'--",
    'nginx|tee',
    'nginx\n1',
    'nginx\u202Egpj',
    '-rf',
    '--privileged',
    'http://gcr.io/a',
    'user:secret@gcr.io/a',
    'gcr.io:99999999/a',
    'nginx@sha256:12',
    'nginx@md5:d41d8cd98f00b204e9800998ecf8427e',
    `a/${'b'.repeat(260)}`,
    'c'.repeat(0) + 'ab12'.repeat(16),
  ])('refuses %j with one line', (text) => {
    const reading = parseReference(text, english);
    expect(reading.kind).toBe('problem');
    const message = reading.kind === 'problem' ? reading.message : '';
    expect(message).toContain('is no image reference');
    expect(message).not.toMatch(/[\n\u202E]/);
    expect(message.length).toBeLessThan(240);
  });
});

describe('withoutArchitecture', () => {
  it.each([
    ['arm64v8/alpine:3.6', 'alpine:3.6'],
    ['k8s.gcr.io/debian-base-amd64:v1.0.0', 'k8s.gcr.io/debian-base:v1.0.0'],
    ['gcr.io/x/agnhost:2.21-linux-arm64', 'gcr.io/x/agnhost:2.21'],
    ['gcr.io/x/busybox:1.29-windows-amd64-1809', 'gcr.io/x/busybox:1.29'],
    // A name that ends like one, and is none.
    ['gcr.io/x/stress-test:1.0', 'gcr.io/x/stress-test:1.0'],
    ['arm/tools:1', 'tools:1'],
    ['gcr.io/arm64v8/alpine:1', 'gcr.io/arm64v8/alpine:1'],
  ])('%s is a part of %s', (text, whole) => {
    const reference = readReference(text);
    expect(reference && shortReference(withoutArchitecture(reference))).toBe(whole);
  });
});

describe('the parts of a name that are shown', () => {
  it.each([
    ['docker.io/library/alpine:3.6', 'alpine:3.6', ''],
    [
      'gcr.io/kubernetes-e2e-test-images/volume/nfs:1.0',
      'nfs:1.0',
      'gcr.io/kubernetes-e2e-test-images/volume',
    ],
    [`localhost:5000/a@sha256:${'0123456789ab'.repeat(5)}cdef`, 'a@sha256:0123456789ab', 'localhost:5000'],
    ['scratch', 'scratch', ''],
  ])('of %s', (name, own, place) => {
    expect(partsOfName(name)).toEqual({ own, place });
  });
});
