import { describe, expect, it } from 'vitest';
import type { BaseChoices } from '../../../src/core/images/bases';
import { classify, type Availability } from '../../../src/core/images/classify';
import { collectImages } from '../../../src/core/images/collect';
import { buildGraph } from '../../../src/core/images/graph';
import { english } from '../../../src/core/l10n';
import { imagePlan, type ImagePlan } from '../../../src/core/plan/imagePlan';
import { loadGoParser } from '../../../src/node/goParser';
import { memoryFiles } from '../support/memoryFiles';

const parser = await loadGoParser();
const goarch = 'mips64le';

function planOf(
  texts: Readonly<Record<string, string>>,
  choices: BaseChoices = {},
  availability: ReadonlyMap<string, Availability> = new Map(),
  wanted?: readonly string[],
): ImagePlan {
  const paths = Object.keys(texts);
  const files = memoryFiles(texts);
  const { demands, recipes } = collectImages({ files, paths, goarch, host: 'amd64', parser, t: english });
  const graph = buildGraph(demands, recipes);
  const states = classify(graph, { goarch, choices, availability });
  return imagePlan({ graph, states, choices, availability, goarch, ...(wanted && { wanted }) });
}

const debian: BaseChoices = {
  'debian:*': { use: 'debian', suite: 'bookworm', packages: ['ca-certificates'] },
};
const digest = `sha256:${'5'.repeat(64)}`;

describe('the plan of images', () => {
  const chain = {
    'base/Dockerfile': 'FROM debian:bookworm-slim\n',
    'web/Dockerfile':
      'ARG FROM=localhost/base\nFROM golang:1.23 AS x\nFROM --platform=$TARGETPLATFORM ${FROM}\nCOPY --from=debian:bookworm /etc/motd /\n',
  };

  it('builds each image after those it stands on, and a chosen base once for all that it stands for', () => {
    const { builds, left } = planOf(chain, debian);
    expect(builds).toMatchObject([
      {
        kind: 'base',
        tag: 'localhost/mips-port/debian:bookworm-ca-certificates-mips64le',
        standsFor: ['docker.io/library/debian:bookworm-slim', 'docker.io/library/debian:bookworm'],
      },
      {
        tag: 'localhost/base:latest-mips64le',
        bases: { 'debian:bookworm-slim': { kind: 'build', build: builds[0]?.name } },
      },
      {
        tag: 'localhost/web:latest-mips64le',
        bases: {
          'localhost/base': { kind: 'build', build: builds[1]?.name },
          'debian:bookworm': { kind: 'build', build: builds[0]?.name },
        },
      },
    ]);
    expect(new Set(builds.map(({ name }) => name)).size).toBe(3);
    expect(left).toEqual([]);
  });

  it('says what it does not build, and builds only what is wanted with its bases', () => {
    expect(planOf(chain).left).toMatchObject([
      { id: 'localhost/base:latest', state: { kind: 'needs-conversion' } },
      { id: 'localhost/web:latest', state: { kind: 'needs-conversion' } },
    ]);
    const { builds } = planOf(chain, debian, new Map(), ['localhost/base:latest']);
    expect(builds.map(({ tag }) => tag)).toEqual([
      'localhost/mips-port/debian:bookworm-ca-certificates-mips64le',
      'localhost/base:latest-mips64le',
    ]);
  });

  it('takes bases that a registry has by their digests', () => {
    const { builds } = planOf(
      chain,
      {},
      new Map([
        ['docker.io/library/debian:bookworm-slim', { kind: 'available', digest }],
        ['docker.io/library/debian:bookworm', { kind: 'available', digest }],
      ]),
    );
    expect(builds[0]).toMatchObject({
      bases: { 'debian:bookworm-slim': { kind: 'image', image: `docker.io/library/debian@${digest}` } },
    });
  });

  it('gives what a script of the tree would give', () => {
    const { builds } = planOf({
      'test/images/a/Dockerfile': 'FROM scratch\n',
      'test/images/a/VERSION': '1.0',
      'test/images/b/Dockerfile': 'FROM BASEIMAGE\nCROSS_BUILD_COPY qemu-QEMUARCH-static /usr/bin/\n',
      'test/images/b/BASEIMAGE': 'mips64le=REGISTRY/a-mips64le:1.0\n',
      'test/images/c/Dockerfile': 'ARG BASEIMAGE\nFROM $BASEIMAGE\n',
      'test/images/c/BASEIMAGE': 'linux/mips64le=REGISTRY/a:1.0-linux-mips64le\n',
    });
    const [a, b, c] = builds;
    expect(a?.tag).toBe('k8s.gcr.io/e2e-test-images/a:1.0-mips64le');
    const on = { kind: 'build', build: a?.name };
    expect(b).toMatchObject({ bases: { 'k8s.gcr.io/e2e-test-images/a-mips64le:1.0': on } });
    expect(c).toMatchObject({
      args: {
        BASEIMAGE: 'k8s.gcr.io/e2e-test-images/a:1.0-linux-mips64le',
        REGISTRY: 'k8s.gcr.io/e2e-test-images',
      },
      bases: { 'k8s.gcr.io/e2e-test-images/a:1.0-linux-mips64le': on },
    });
  });
});
