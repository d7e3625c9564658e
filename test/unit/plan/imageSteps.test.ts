import { describe, expect, it } from 'vitest';
import { replaceBases } from '../../../src/core/images/dockerfile/replaceBases';
import { BakeProgress, failedStep, runsElsewhere } from '../../../src/core/plan/bakeOutput';
import { bakeFile, bakeStep, imageStep, type PreparedBuild } from '../../../src/core/plan/imageSteps';

const base: PreparedBuild = {
  build: {
    kind: 'base',
    name: 'debian-bookworm',
    tag: 'localhost/mips-port/debian:bookworm-mips64le',
    choice: { use: 'debian', suite: 'bookworm', packages: ['curl', 'ca-certificates'] },
    standsFor: ['docker.io/library/alpine:3.6'],
  },
  context: '/ws/.mips-port/images/mips64le/debian-bookworm/context',
  dockerfile: '/ws/.mips-port/images/mips64le/debian-bookworm/Dockerfile',
  key: 'k1',
};
const web: PreparedBuild = {
  build: {
    kind: 'dockerfile',
    id: 'example.com/web:2',
    name: 'web-2',
    tag: 'example.com/web:2-mips64le',
    origin: {
      kind: 'dockerfile',
      path: 'web/Dockerfile',
      context: 'web',
      target: 'run',
      args: { A: '$HOME ${x}' },
    },
    args: { A: '$HOME ${x}' },
    bases: {
      'docker.io/library/alpine:latest': { kind: 'build', build: 'debian-bookworm' },
      'quay.io/tools/x:1': { kind: 'image', image: `quay.io/tools/x@sha256:${'0'.repeat(64)}` },
    },
  },
  context: '/ws/web',
  dockerfile: '/ws/web/Dockerfile',
  key: 'k2',
};

describe('the steps of images', () => {
  it('are a file for bake, with bases as contexts', () => {
    expect(bakeFile([base, web], 'mips64le')).toEqual({
      target: {
        'debian-bookworm': {
          context: base.context,
          dockerfile: base.dockerfile,
          platforms: ['linux/mips64le'],
          tags: ['localhost/mips-port/debian:bookworm-mips64le'],
          labels: { 'io.mips-port.key': 'k1' },
          output: ['type=docker'],
        },
        'web-2': {
          context: '/ws/web',
          dockerfile: '/ws/web/Dockerfile',
          platforms: ['linux/mips64le'],
          tags: ['example.com/web:2-mips64le'],
          labels: { 'io.mips-port.key': 'k2' },
          args: { A: '$HOME $${x}' },
          target: 'run',
          contexts: {
            alpine: 'target:debian-bookworm',
            'quay.io/tools/x:1': `docker-image://quay.io/tools/x@sha256:${'0'.repeat(64)}`,
          },
          output: ['type=docker'],
        },
      },
    });
    const { args, command } = bakeStep(
      ['web-2'],
      { kind: 'docker', command: 'docker', builder: 'farm' },
      '/f.json',
      '/ws',
    );
    expect([command, ...args]).toEqual([
      'docker',
      'buildx',
      'bake',
      '--file',
      '/f.json',
      '--progress',
      'plain',
      '--provenance=false',
      '--builder',
      'farm',
      'web-2',
    ]);
  });

  it('are commands of Buildah, one an image', () => {
    const { args, command } = imageStep(web, { kind: 'buildah', command: 'buildah' }, 'mips64le');
    expect([command, ...args].join(' ')).toBe(
      'buildah build --os linux --arch mips64le --file /ws/web/Dockerfile --tag example.com/web:2-mips64le' +
        ' --label io.mips-port.key=k2 --build-arg A=$HOME ${x} --target run /ws/web',
    );
  });
});

describe('the bases of a Dockerfile', () => {
  it('are named otherwise wherever it names them', () => {
    const text =
      'ARG V=3\nFROM --platform=$TARGETPLATFORM a:${V} AS x\nFROM x\nCOPY --from=b:1 /b /b\nCOPY --from=x /c /c\nRUN --mount=type=bind,from=b:1,target=/b true\n';
    const images = new Map([
      ['a:3', 'localhost/a:3-mips64le'],
      ['b:1', 'localhost/b:1-mips64le'],
      ['x', 'never'],
    ]);
    expect(replaceBases(text, images, new Map())).toBe(
      text.replaceAll('b:1', 'localhost/b:1-mips64le').replace('a:${V}', 'localhost/a:3-mips64le'),
    );
  });
});

describe('a builder', () => {
  const inspected = (driver: string): string =>
    `Name:          default\nDriver:        ${driver}\n\nNodes:\nName:      default\nStatus:    running\nPlatforms: linux/amd64, linux/amd64/v2, linux/mips64le*, linux/mips64\n`;

  it('runs programs of the target by itself where it is not the local engine', () => {
    expect(runsElsewhere(inspected('docker-container'), 'mips64le')).toBe(true);
    expect(runsElsewhere(inspected('docker-container'), 'mips')).toBe(false);
    expect(runsElsewhere(inspected('docker'), 'mips64le')).toBe(false);
    expect(runsElsewhere('ERROR: no builder', 'mips64le')).toBe(false);
  });
});

describe('the output of bake', () => {
  const output = [
    '#7 [internal] load metadata for docker.io/library/x:1',
    '#8 [web-2 internal] load .dockerignore',
    '#9 [web-2 1/2] RUN false',
    '#9 ERROR: process "/bin/sh -c false" did not complete successfully: exit code: 1',
    '------',
    ' > [web-2 1/2] RUN false:',
    '------',
    'Dockerfile:2',
    'ERROR: target web-2: failed to solve: process "/bin/sh -c false" did not complete successfully: exit code: 1',
    '',
  ].join('\n');

  it('says why it failed, in the words of the step that did', () => {
    const process = 'process "/bin/sh -c false" did not complete successfully: exit code: 1';
    expect(failedStep(output)).toBe(process);
    expect(
      failedStep(
        output.replace(':\n------', ':\n5.309 Get:1 x\n\n135.2 E: Unable to locate package y\n------'),
      ),
    ).toBe('E: Unable to locate package y');
    expect(failedStep(`ERROR: failed to solve: ${process}\n`)).toBe(process);
    expect(failedStep('ERROR: Cannot connect to the Docker daemon\n')).toBeUndefined();
  });

  it('is followed step by step, in pieces of any size', () => {
    const steps: string[] = [];
    const progress = new BakeProgress(new Set(['web-2']), (name, step) => steps.push(`${name}: ${step}`));
    for (const letter of output) progress.take(letter);
    expect(steps).toEqual(['web-2: load .dockerignore', 'web-2: RUN false']);
  });
});
