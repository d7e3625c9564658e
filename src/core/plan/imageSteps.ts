import type { BaseChoice } from '../images/bases';
import type { ImageBuild } from './imagePlan';
import type { CommandStep } from './plan';
import { rootArchive } from './rootSteps';

/** The label that holds the content key of what an image was built from. */
export const keyLabel = 'io.mips-port.key';

/** A build whose files are in place. Paths are absolute. */
export interface PreparedBuild {
  readonly build: ImageBuild;
  readonly context: string;
  readonly dockerfile: string;
  /** Hash of all that the image is made from: Dockerfile, context, arguments and bases. */
  readonly key: string;
}

/** What builds images. */
export interface ImageEngine {
  readonly kind: 'docker' | 'podman' | 'buildah';
  readonly command: string;
  /** With Docker, the buildx builder to use in place of the current one. */
  readonly builder?: string;
}

/** A file of `docker buildx bake`; its JSON form, after Docker's reference of it. */
export interface BakeFile {
  readonly target: Readonly<Record<string, BakeTarget>>;
}

interface BakeTarget {
  readonly context: string;
  readonly dockerfile: string;
  readonly platforms: readonly string[];
  readonly tags: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly output: readonly string[];
}

/**
 * The builds as a file for bake. Bases that are built too are named contexts
 * (`target:…`), so that BuildKit builds what does not wait for each other at
 * once, on whatever builders the user has.
 */
export function bakeFile(prepared: readonly PreparedBuild[], goarch: string): BakeFile {
  return {
    target: Object.fromEntries(
      prepared.map(({ build, context, dockerfile, key }): [string, BakeTarget] => [
        build.name,
        {
          context,
          dockerfile,
          platforms: [`linux/${goarch}`],
          tags: [build.tag],
          labels: { [keyLabel]: key },
          ...(build.kind === 'dockerfile' && {
            ...(Object.keys(build.args).length > 0 && { args: escaped(build.args) }),
            ...(build.origin.target !== undefined && { target: build.origin.target }),
            contexts: Object.fromEntries(
              Object.entries(build.bases).map(([written, base]) => [
                contextName(written),
                base.kind === 'build' ? `target:${base.build}` : `docker-image://${base.image}`,
              ]),
            ),
          }),
          output: ['type=docker'],
        },
      ]),
    ),
  };
}

/** Bake fills in `${…}` in values, so that a dollar sign is written twice before a brace. */
function escaped(args: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, value.replace(/([$%])(?=\{)/g, '$1$1')]),
  );
}

/** BuildKit looks a base up by its name as one writes it, without `:latest`. */
function contextName(written: string): string {
  return written.replace(/^docker\.io\/(?:library\/)?/, '').replace(/:latest$/, '');
}

/** Runs bake for some of the builds in its file. */
export function bakeStep(
  names: readonly string[],
  { builder, command }: ImageEngine,
  file: string,
  cwd: string,
): CommandStep {
  return {
    kind: 'build',
    id: 'bake',
    title: `build ${names.join(', ')}`,
    command,
    args: [
      'buildx',
      'bake',
      '--file',
      file,
      '--progress',
      'plain',
      '--provenance=false',
      ...(builder === undefined ? [] : ['--builder', builder]),
      ...names,
    ],
    cwd,
    env: {},
  };
}

/** Builds one image with Buildah or Podman; its Dockerfile names the bases as their store has them. */
export function imageStep(
  { build, context, dockerfile, key }: PreparedBuild,
  engine: ImageEngine,
  goarch: string,
): CommandStep {
  const ofFile =
    build.kind === 'base'
      ? []
      : [
          ...Object.entries(build.args).flatMap(([name, value]) => ['--build-arg', `${name}=${value}`]),
          ...(build.origin.target === undefined ? [] : ['--target', build.origin.target]),
        ];
  return {
    kind: 'build',
    id: `image-${build.name}`,
    title: `build ${build.tag}`,
    command: engine.command,
    args: [
      'build',
      '--os',
      'linux',
      '--arch',
      goarch,
      '--file',
      dockerfile,
      '--tag',
      build.tag,
      '--label',
      `${keyLabel}=${key}`,
      ...ofFile,
      context,
    ],
    cwd: context,
    env: {},
  };
}

/** The Dockerfile of a chosen base; what `ADD` unpacks lies beside it. */
export function baseDockerfile({ use }: Exclude<BaseChoice, { use: 'image' }>): string {
  switch (use) {
    case 'debian':
      return `FROM scratch\nADD ${rootArchive} /\nCMD ["bash"]\n`;
    case 'busybox':
      return [
        'FROM scratch AS package',
        `ADD ${rootArchive} /`,
        'FROM scratch',
        'COPY --from=package /bin/busybox /bin/busybox',
        'RUN ["/bin/busybox", "--install", "-s", "/bin"]',
        'CMD ["sh"]',
        '',
      ].join('\n');
    case 'scratch':
      return 'FROM scratch\nENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n';
  }
}
