import { describe, expect, it } from 'vitest';
import { choiceFor, offersFor } from '../../../src/core/images/bases';
import { readReference } from '../../../src/core/images/reference';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';

const read = (...lines: string[]): ReturnType<typeof readManifest> =>
  readManifest(`version: 1\n${lines.join('\n')}\n`, english);

describe('images and bases of a manifest', () => {
  it('are read with their defaults', () => {
    const { manifest, problems } = read(
      'images:',
      '  catalogue: v1.16.2',
      '  lists: [images.txt]',
      '  build:',
      '    - name: registry.example/team/app:1.2',
      '      context: app',
      '      args: { GO: "1.19" }',
      '      files: { app: bin/app }',
      '  smoke:',
      '    registry.example/team/app:1.2: { args: [serve], http: { port: 8080 }, expect: ok }',
      'bases:',
      '  alpine:*: { use: debian, packages: [bash] }',
      '  alpine:3.6: { use: busybox }',
      '  nginx:1.15-alpine: { use: image, image: mips64le/nginx:1.28 }',
    );
    expect(problems).toEqual([]);
    expect(manifest?.images).toEqual({
      catalogue: 'v1.16.2',
      lists: ['images.txt'],
      build: [
        {
          name: 'registry.example/team/app:1.2',
          context: 'app',
          dockerfile: 'Dockerfile',
          stage: undefined,
          args: { GO: '1.19' },
          files: { app: 'bin/app' },
        },
      ],
      smoke: {
        'registry.example/team/app:1.2': {
          entrypoint: undefined,
          args: ['serve'],
          env: {},
          expect: 'ok',
          exitCode: 0,
          http: { port: 8080, path: '/' },
          timeout: 60,
        },
      },
    });
    const bases = manifest?.bases ?? {};
    const chosen = (text: string): unknown => {
      const reference = readReference(text);
      return reference && choiceFor(reference, bases);
    };
    expect(chosen('docker.io/library/alpine:3.6')).toEqual({ key: 'alpine:3.6', choice: { use: 'busybox' } });
    expect(chosen('alpine:3.7')).toEqual({
      key: 'alpine:*',
      choice: { use: 'debian', suite: 'bookworm', packages: ['bash'] },
    });
    expect(chosen('nginx:1.15-alpine')).toMatchObject({ choice: { image: 'mips64le/nginx:1.28' } });
    expect(chosen('gcr.io/alpine:3.6')).toBeUndefined();
    expect(read().manifest).toMatchObject({ images: { lists: [], build: [] }, bases: {} });
  });

  it.each([
    ['bases: { "al pine": { use: scratch } }', '"al pine" is no image reference'],
    ['images: { build: [{ name: a, files: { ../x: y } }] }', 'it leaves the workspace folder'],
    ['images: { smoke: { "a b": {} } }', '"a b" is no image reference'],
    ['images: { smoke: { a: { http: { port: 80, path: "/;id" } } } }', 'write a path, such as /healthz'],
    ['bases: { alpine:3.6: { use: image } }', 'bases.alpine:3.6.image is missing'],
    ['bases: { alpine:3.6: { use: ubuntu } }', 'unknown value "ubuntu"'],
    ['bases: { alpine:3.6: { use: debian, packages: ["a; reboot"] } }', 'the name of a Debian package'],
    ['bases: { alpine:3.6: { use: debian, suite: "../x" } }', 'the code name of a Debian release'],
    ['images: { build: [{ name: A }] }', '"A" is no image reference'],
    ['images: { lists: [../../etc/passwd] }', 'it leaves the workspace folder'],
    ['images: { build: [{ name: a, stage: "--x" }] }', 'the name or number of a stage'],
    ['images: { catalogue: v9 }', 'unknown value "v9"'],
  ])('%s is refused with its reason', (line, reason) => {
    const { problems } = read(line);
    expect(problems.map(({ message }) => message).join('\n')).toContain(reason);
    expect(problems[0]?.range.line).toBe(2);
  });
});

describe('offersFor', () => {
  const uses = (text: string, goarch = 'mips64le'): string[] => {
    const reference = readReference(text);
    return (reference ? offersFor(reference, goarch) : []).map(({ choice }) =>
      choice.use === 'image' ? choice.image : choice.use,
    );
  };

  it('has the fitting one first, and no archive of what never had the port', () => {
    expect(uses('alpine:3.6')).toEqual(['debian', 'busybox', 'scratch']);
    expect(uses('debian:stretch')).toEqual(['debian', 'mips64le/debian:stretch', 'busybox', 'scratch']);
    expect(uses('busybox')).toEqual(['busybox', 'mips64le/busybox:latest', 'debian', 'scratch']);
    expect(uses('gcr.io/distroless/static')).toEqual(['scratch', 'busybox', 'debian']);
    expect(uses('quay.io/a/b:1')).toEqual(['debian', 'busybox', 'scratch']);
  });
});
