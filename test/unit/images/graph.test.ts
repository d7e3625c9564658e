import { describe, expect, it } from 'vitest';
import type { BaseChoices } from '../../../src/core/images/bases';
import { imagesOfRelease } from '../../../src/core/images/catalogue/catalogue';
import { classify, type Availability, type ImageState } from '../../../src/core/images/classify';
import { collectImages, type CollectedImages } from '../../../src/core/images/collect';
import { buildGraph, type ImageGraph } from '../../../src/core/images/graph';
import { readReference } from '../../../src/core/images/reference';
import { english } from '../../../src/core/l10n';
import { loadGoParser } from '../../../src/node/goParser';
import { memoryFiles } from '../support/memoryFiles';

const parser = await loadGoParser();

function collect(texts: Readonly<Record<string, string>>): CollectedImages {
  const files = memoryFiles(texts);
  const paths = Object.keys(texts);
  return collectImages({ files, paths, goarch: 'mips64le', host: 'amd64', parser, t: english });
}

function graphOf(texts: Readonly<Record<string, string>>, ...images: string[]): ImageGraph {
  const { demands, recipes } = collect(texts);
  const asked = images.flatMap((image) => readReference(image) ?? []).map((reference) => ({ reference }));
  return buildGraph([...demands, ...asked], recipes);
}

function statesOf(
  graph: ImageGraph,
  choices: BaseChoices = {},
  availability: Readonly<Record<string, Availability>> = {},
): Readonly<Record<string, ImageState>> {
  const known = new Map(Object.entries(availability));
  return Object.fromEntries(classify(graph, { goarch: 'mips64le', choices, availability: known }));
}

/** The recipe of a Dockerfile in the folder app. */
const app = 'localhost/app:latest';
const debian: BaseChoices = { 'alpine:*': { use: 'debian', suite: 'bookworm', packages: [] } };

describe('the graph of a Dockerfile', () => {
  const bases = (...lines: string[]): string[] => {
    const { recipes } = collect({ 'app/Dockerfile': `${lines.join('\n')}\n` });
    return (recipes[0]?.recipe.bases ?? []).map(
      ({ image, platform, use, final }) => `${use} ${image} ${platform}${final ? ' final' : ''}`,
    );
  };

  it('tells what runs on the target from what runs where it is built', () => {
    expect(
      bases(
        'ARG GO=1.23',
        'FROM --platform=$BUILDPLATFORM golang:${GO} AS build',
        'FROM build AS more',
        'FROM alpine:3.6 AS unused',
        'FROM --platform=$TARGETPLATFORM debian:bookworm AS root',
        'FROM root',
        'COPY --from=more /a /a',
        'COPY --from=busybox:1.29 /bin/sh /bin/sh',
        'RUN --mount=from=quay.io/tools/x:1,target=/x true',
      ),
    ).toEqual([
      'from docker.io/library/golang:1.23 build',
      'from docker.io/library/debian:bookworm target final',
      'copy docker.io/library/busybox:1.29 target',
      'copy quay.io/tools/x:1 target',
    ]);
  });

  it('says what cannot work, and where', () => {
    const { recipes } = collect({
      'app/Dockerfile':
        'FROM alpine:3.6\nCROSS_BUILD_COPY qemu-QEMUARCH-static /usr/bin/\nRUN set -e; \\\n  sudo apk add curl && echo yum\n',
      'native/Dockerfile': 'FROM --platform=linux/amd64 debian\n',
      'open/Dockerfile': 'ARG BASE\nFROM ${BASE}\n',
    });
    expect(
      recipes.map(({ recipe: { obstacles } }) =>
        obstacles.map(({ kind, at }) => `${kind} ${at?.line}:${at?.column}`),
      ),
    ).toEqual([['package-manager 4:8'], ['platform 1:17'], []]);
    expect(recipes[2]?.recipe.unresolved).toMatchObject([{ written: '${BASE}', at: { line: 2, column: 6 } }]);
  });
});

describe('test images of Kubernetes', () => {
  const folder = (
    name: string,
    base: string,
    dockerfile = 'ARG BASEIMAGE\nFROM $BASEIMAGE\n',
  ): Record<string, string> => ({
    [`test/images/${name}/Dockerfile`]: dockerfile,
    [`test/images/${name}/VERSION`]: '1.0\n',
    ...(base !== '' && { [`test/images/${name}/BASEIMAGE`]: base }),
  });
  const texts = {
    'test/utils/image/manifest.go': `package image
var e2e = "gcr.io/e2e"
func init() {
	configs[Agnhost] = Config{e2e, "agnhost", "1.0"}
	configs[Nfs] = Config{e2e + "/volume", "nfs", "0.9"}
	configs[Kitten] = Config{e2e, "kitten", "1.0"}
}`,
    ...folder('agnhost', 'linux/amd64=alpine:3.6\nlinux/mips64le=mips64le/debian:bookworm\n'),
    ...folder('kitten', 'amd64=REGISTRY/agnhost:1.0-linux-amd64\n', 'FROM BASEIMAGE\n'),
    ...folder('volume/nfs', '', 'FROM scratch\n'),
    'test/images/agnhost/Dockerfile_windows': 'FROM mcr.microsoft.com/windows/nanoserver:1809\n',
    'vendor/example.com/x/Dockerfile': 'FROM ubuntu\n',
  };
  const graph = graphOf(texts);

  it('join the list with the folders, and a line of BASEIMAGE with the image it is of', () => {
    expect([...graph.nodes.keys()]).toEqual([
      'docker.io/mips64le/debian:bookworm',
      'gcr.io/e2e/agnhost:1.0',
      'gcr.io/e2e/kitten:1.0',
      'gcr.io/e2e/volume/nfs:0.9',
      'scratch',
    ]);
    expect(graph.nodes.get('gcr.io/e2e/agnhost:1.0')?.dependents).toEqual(['gcr.io/e2e/kitten:1.0']);
    expect(graph.nodes.get('gcr.io/e2e/volume/nfs:0.9')?.otherVersion).toBe('1.0');
    expect(graph.nodes.get('gcr.io/e2e/kitten:1.0')?.demands).toMatchObject([
      { key: 'Kitten', at: { file: 'test/utils/image/manifest.go', line: 6 } },
    ]);
  });

  it('are in order after their bases', () => {
    const { order } = graph;
    expect(order.indexOf('gcr.io/e2e/agnhost:1.0')).toBeLessThan(order.indexOf('gcr.io/e2e/kitten:1.0'));
    expect(new Set(order).size).toBe(graph.nodes.size);
  });

  it('stand as the registry, the lines and the bases let them', () => {
    const missing = statesOf(graph, {}, { 'docker.io/mips64le/debian:bookworm': { kind: 'not-found' } });
    expect(missing['gcr.io/e2e/agnhost:1.0']).toEqual({
      kind: 'blocked',
      by: 'docker.io/mips64le/debian:bookworm',
      reason: 'no-source',
    });
    expect(missing['gcr.io/e2e/kitten:1.0']).toMatchObject({
      kind: 'blocked',
      by: 'docker.io/mips64le/debian:bookworm',
    });
    const there = statesOf(
      graph,
      {},
      { 'docker.io/mips64le/debian:bookworm': { kind: 'available', digest: 'sha256:1' } },
    );
    expect(there['gcr.io/e2e/agnhost:1.0']).toEqual({ kind: 'buildable' });
    expect(there['gcr.io/e2e/kitten:1.0']).toMatchObject({
      kind: 'needs-conversion',
      causes: [{ kind: 'base-line' }],
    });
    expect(there['gcr.io/e2e/volume/nfs:0.9']).toEqual({ kind: 'buildable' });
  });
});

describe('classify', () => {
  const alpine = graphOf({ 'app/Dockerfile': 'FROM alpine:3.6\nCOPY a /a\n' });

  it('asks for another base where one can stand in, and is content once it is chosen', () => {
    expect(statesOf(alpine)[app]).toEqual({
      kind: 'needs-conversion',
      causes: [{ kind: 'base', image: 'docker.io/library/alpine:3.6', family: 'Alpine' }],
    });
    expect(statesOf(alpine, debian)[app]).toEqual({ kind: 'buildable' });
    expect(statesOf(alpine, { 'alpine:3.7': { use: 'scratch' } })[app]?.kind).toBe('needs-conversion');
  });

  it('still wants the conversion of what calls apk', () => {
    const graph = graphOf({ 'app/Dockerfile': 'FROM alpine:3.6\nRUN apk add curl\n' });
    expect(statesOf(graph, debian)[app]).toMatchObject({
      kind: 'needs-conversion',
      causes: [{ kind: 'package-manager', name: 'apk' }],
    });
  });

  it('names the nearest base that cannot be had', () => {
    const graph = graphOf({
      'a/Dockerfile': 'FROM quay.io/secret/base:1\n',
      'images/b/Dockerfile': 'FROM localhost/a:latest\n',
      'gpu/Dockerfile': 'FROM nvidia/cuda:10.0-devel-ubuntu18.04\n',
    });
    const states = statesOf(graph);
    const by = { kind: 'blocked', by: 'quay.io/secret/base:1', reason: 'no-source' };
    expect(states['localhost/a:latest']).toEqual(by);
    expect(states['localhost/b:latest']).toEqual(by);
    expect(states['quay.io/secret/base:1']).toEqual({ kind: 'source-unknown', reason: 'not-asked' });
    expect(states['localhost/gpu:latest']).toMatchObject({ kind: 'blocked', reason: 'no-port' });
    const mute = { 'quay.io/secret/base:1': { kind: 'unknown', reason: 'quay.io: it is away' } } as const;
    expect(statesOf(graph, {}, mute)['quay.io/secret/base:1']).toEqual({
      kind: 'source-unknown',
      reason: 'no-answer',
      message: 'quay.io: it is away',
    });
    const other = {
      'quay.io/secret/base:1': { kind: 'other-platforms', platforms: ['linux/amd64'] },
    } as const;
    expect(statesOf(graph, {}, other)['quay.io/secret/base:1']).toMatchObject({ reason: 'not-in-registry' });
    const chosen: BaseChoices = { 'quay.io/secret/base:1': { use: 'image', image: 'localhost/gpu' } };
    expect(statesOf(graph, chosen)['localhost/a:latest']).toMatchObject({
      kind: 'blocked',
      reason: 'no-port',
    });
  });

  it('does not depend on a machine that builds having the target', () => {
    const graph = graphOf({
      'app/Dockerfile': 'FROM --platform=$BUILDPLATFORM golang AS b\nFROM scratch\nCOPY --from=b /a /a\n',
    });
    expect(statesOf(graph)[app]).toEqual({ kind: 'buildable' });
    expect(graph.nodes.get(app)?.buildNeeds).toEqual(['docker.io/library/golang:latest']);
  });

  it('shows cycles as such, and what stands on them as blocked', () => {
    const graph = graphOf({
      'a/Dockerfile': 'FROM localhost/b\n',
      'b/Dockerfile': 'FROM scratch\nCOPY --from=localhost/c /c /c\n',
      'c/Dockerfile': 'FROM localhost/a\n',
      'self/Dockerfile': 'FROM localhost/self\n',
      'd/Dockerfile': 'FROM localhost/a\n',
    });
    expect(graph.cycles).toEqual([
      ['localhost/a:latest', 'localhost/b:latest', 'localhost/c:latest'],
      ['localhost/self:latest'],
    ]);
    expect(graph.order).toEqual(['scratch']);
    const states = statesOf(graph);
    for (const name of ['a', 'b', 'c', 'd', 'self']) {
      expect(states[`localhost/${name}:latest`], name).toMatchObject({ kind: 'blocked', reason: 'cycle' });
    }
  });

  it('takes a chain of ten thousand images', () => {
    const count = 10_000;
    const recipes = Array.from({ length: count }, (_, at) => ({
      name: `i${at}`,
      isNamed: true,
      recipe: {
        image: `localhost/i${at}:latest`,
        origin: { kind: 'dockerfile', path: `i${at}/Dockerfile`, context: `i${at}`, args: {} } as const,
        bases: [
          {
            image: at === 0 ? 'scratch' : `localhost/i${at - 1}:latest`,
            written: '',
            use: 'from',
            platform: 'target',
            final: true,
          } as const,
        ],
        obstacles: [],
        unresolved: [],
      },
    }));
    const before = performance.now();
    const graph = buildGraph([], recipes);
    expect(graph.order).toHaveLength(count + 1);
    expect(statesOf(graph)[`localhost/i${count - 1}:latest`]).toEqual({ kind: 'buildable' });
    expect(performance.now() - before).toBeLessThan(5000);
  });
});

describe('the catalogue of v1.16.2', () => {
  const images = imagesOfRelease('v1.16.2') ?? [];
  const graph = buildGraph(
    images.map(({ reference }) => ({ reference })),
    [],
  );

  it('holds the 44 images of the list and the conformance image, 19 of them for conformance', () => {
    expect(images).toHaveLength(45);
    expect(images.filter(({ neededFor }) => neededFor === 'conformance')).toHaveLength(19);
    expect(new Set(images.map(({ id }) => id)).size).toBe(45);
    expect(imagesOfRelease('v0')).toBeUndefined();
    expect(imagesOfRelease('constructor')).toBeUndefined();
  });

  it('leads every base down to scratch or to a base that has no recipe', () => {
    expect(graph.cycles).toEqual([]);
    expect(graph.order).toHaveLength(graph.nodes.size);
    const order = new Map(graph.order.map((id, at) => [id, at]));
    for (const { id, needs } of graph.nodes.values()) {
      for (const need of needs)
        expect(order.get(need), `${need} before ${id}`).toBeLessThan(order.get(id) ?? -1);
    }
  });
});
