import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { artifactsOf } from '../../../src/core/plan/componentPlans';
import {
  catalogueEntries,
  entriesNamed,
  findInCatalogue,
} from '../../../src/core/manifest/catalogue/catalogue';
import { catalogueReferences } from '../../../src/core/manifest/catalogue/references';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { findTarget } from '../../../src/core/target/targets';

const read = (text: string): ReturnType<typeof readManifest> => readManifest(text, english);

describe('the catalogue', () => {
  it.each(catalogueReferences)('has a recipe that the manifest reader takes: %s', (reference) => {
    const { manifest, problems } = read(
      `version: 1\ncomponents: [{name: own-name, catalogue: ${reference}}]`,
    );
    expect(problems).toEqual([]);
    const component = manifest?.components[0];
    const recipe = findInCatalogue(reference)?.version.recipe;
    const target = findTarget('mips64le');
    if (!component || !recipe || !target) throw new Error(`${reference} was not read`);
    expect(component.source).toMatchObject(recipe.source);
    expect(component.path).toBe(recipe.path);
    expect(component.smoke).toHaveLength(recipe.smoke.length);
    expect(component.smoke.length).toBeGreaterThan(0);
    expect(artifactsOf(component, target).length).toBeGreaterThan(0);
  });

  it('has each id once, and cites a source for every note', () => {
    const ids = catalogueEntries.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { versions } of catalogueEntries) {
      for (const { notes = [] } of Object.values(versions)) {
        for (const { source, text } of notes) expect(`${source}${text(english)}`.length).toBeGreaterThan(20);
      }
    }
  });

  it('needs only what it has', () => {
    const ids = new Set(catalogueEntries.map(({ id }) => id));
    const needs = catalogueEntries.flatMap(({ versions }) =>
      Object.values(versions).flatMap(({ recipe }) => recipe.needs ?? []),
    );
    expect(needs.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('reads all of it at once', () => {
    const lines = catalogueReferences.map(
      (reference, index) => `  - {name: c${index}, catalogue: ${reference}}`,
    );
    expect(read(`version: 1\ncomponents:\n${lines.join('\n')}`).problems).toEqual([]);
  });

  it('answers to names of groups', () => {
    expect(entriesNamed('docker-ce').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['moby', 'docker-cli', 'containerd', 'runc', 'tini']),
    );
    expect(entriesNamed('nothing')).toEqual([]);
  });
});

describe('a component from the catalogue', () => {
  it('overrides maps key by key and lists as a whole', () => {
    const { manifest, problems } = read(
      'version: 1\ncomponents: [{name: k, catalogue: kubernetes@v1.16.2, path: src, build: {packages: [./cmd/kubectl], testPackages: [], env: {A: b}}}]',
    );
    expect(problems).toEqual([]);
    const component = manifest?.components[0];
    expect(component?.path).toBe('src');
    expect(component?.build).toMatchObject({
      packages: ['./cmd/kubectl'],
      gopath: 'k8s.io/kubernetes',
      env: { A: 'b' },
    });
    expect(component?.smoke.map(({ artifact }) => artifact)).toEqual(['kubectl']);
  });

  it('needs those of its needs that are here, by the name they have here', () => {
    const { manifest, problems } = read(
      'version: 1\ncomponents: [{name: moby, catalogue: moby@today}, {name: my-runc, catalogue: runc@today}]',
    );
    expect(problems).toEqual([]);
    expect(manifest?.components[0]?.needs).toEqual(['my-runc']);
  });

  it('leaves what an alias leads to as it is', () => {
    const { manifest, problems } = read(
      'version: 1\nx-b: &b {tags: [x]}\ncomponents: [{name: a, build: *b}, {name: runc, catalogue: runc@today, build: *b}]',
    );
    expect(problems).toEqual([]);
    expect(manifest?.components.map(({ build }) => [build.cgo, build.tags])).toEqual([
      [false, ['x']],
      [true, ['x']],
    ]);
  });

  it('has the mistakes of its recipe at the place that asks for it', () => {
    const { problems } = read(
      'version: 1\ncomponents:\n  - name: a\n    catalogue: etcd@today\n    build: {output: x}\n',
    );
    expect(problems.map(({ message }) => message).join()).toContain('there are several packages');
  });
});
