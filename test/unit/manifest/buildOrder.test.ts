import { expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { buildOrder } from '../../../src/core/manifest/buildOrder';
import type { Component } from '../../../src/core/manifest/manifest';
import { readManifest } from '../../../src/core/manifest/readManifest';

const head = 'version: 1\ncomponents:\n';

function read(...lines: readonly string[]): readonly Component[] {
  return (
    readManifest(head + lines.map((line) => `  - ${line}\n`).join(''), english).manifest?.components ?? []
  );
}

it('puts what is needed first, each once', () => {
  const all = read(
    '{name: moby, needs: [containerd, runc]}',
    '{name: containerd, needs: [runc]}',
    '{name: runc}',
    '{name: etcd}',
  );
  const order = (...names: readonly string[]): readonly string[] =>
    buildOrder(
      all.filter(({ name }) => names.includes(name)),
      all,
    ).map(({ name }) => name);
  expect(order('moby', 'containerd', 'runc', 'etcd')).toEqual(['runc', 'containerd', 'moby', 'etcd']);
  expect(order('moby')).toEqual(['runc', 'containerd', 'moby']);
  expect(order('etcd')).toEqual(['etcd']);
});

it('comes to an end where needs go round in a circle, of which the manifest tells the way', () => {
  const text = `${head}  - {name: a, needs: [b]}\n  - {name: b, needs: [c]}\n  - {name: c, needs: [a]}\n`;
  const { manifest, problems } = readManifest(text, english);
  expect(problems.map(({ message }) => message)).toEqual([
    'component "c": needs go round in a circle: c → a → b → c',
  ]);
  const all = manifest?.components ?? [];
  expect(buildOrder(all, all).map(({ name }) => name)).toEqual(['c', 'b', 'a']);
});
