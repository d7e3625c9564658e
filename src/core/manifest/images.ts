import { debianSuite, type BaseChoice } from '../images/bases';
import { catalogueReleases } from '../images/catalogue/catalogue';
import { parseReference } from '../images/reference';
import { programEnvironment, relativePath } from './fields';
import { insideRoot } from './paths';
import {
  integer,
  list,
  object,
  optional,
  record,
  required,
  text,
  withDefault,
  type ObjectOf,
  type Shape,
} from './shape';

const reference = text({
  check: (value, t) => {
    const reading = parseReference(value, t);
    return reading.kind === 'problem' ? reading.message : undefined;
  },
});

const buildFields = {
  name: required(reference, 'The reference of the image that is made.'),
  context: withDefault(relativePath, '.', 'Folder of the build context, relative to this file.'),
  dockerfile: withDefault(relativePath, 'Dockerfile', 'The Dockerfile, relative to the context.'),
  stage: optional(
    text({
      pattern: /^[A-Za-z0-9][\w.-]*$/,
      what: (t) => t('write the name or number of a stage'),
    }),
    'The stage to build; the last where absent.',
  ),
  args: withDefault(
    record({ pattern: /^[A-Za-z_][A-Za-z0-9_]*$/, what: (t) => t('it must be a variable name') }, text()),
    {},
    'Build arguments.',
  ),
  files: withDefault(
    record(
      {
        check: (path, t) => insideRoot(path, t),
      },
      relativePath,
    ),
    {},
    'Files that are laid into the build context, such as programs that components build: { agnhost: .mips-port/build/mips64le/agnhost/agnhost }. Left the path in the context, right the file relative to this file.',
  ),
};

/** A Dockerfile of the workspace and the image that it makes. Paths are relative to the manifest's folder. */
export type ImageBuild = ObjectOf<typeof buildFields>;

const smokeFields = {
  entrypoint: optional(text(), 'Program to run in place of the entrypoint of the image.'),
  args: optional(list(text()), "Arguments in place of the image's command."),
  env: withDefault(programEnvironment, {}, 'Environment variables of the run.'),
  expect: optional(text(), 'Text that the output, or the answer, must contain.'),
  exitCode: withDefault(integer(0, 255), 0, 'Exit status that means success; not with http.'),
  http: optional(
    object({
      port: required(integer(1, 65_535), 'Port of the container that is asked.'),
      path: withDefault(
        text({ pattern: /^\/[\w./?=&%+-]*$/, what: (t) => t('write a path, such as /healthz') }),
        '/',
        'What is asked for.',
      ),
    }),
    'Asks the running container over HTTP until it answers, then stops it.',
  ),
  timeout: withDefault(integer(1, 3600), 60, 'Seconds until the run counts as hung.'),
};

/** How to see that an image runs under QEMU. */
export type ImageSmoke = ObjectOf<typeof smokeFields>;

const imagesFields = {
  catalogue: optional(
    text({ oneOf: catalogueReleases }),
    'A release of Kubernetes, whose test images are wanted.',
  ),
  lists: withDefault(
    list(relativePath),
    [],
    "Files that say which images are wanted: a list with one image on each line, Kubernetes' manifest.go, or Kubernetes objects in YAML.",
  ),
  build: withDefault(
    list(object(buildFields)),
    [],
    'Images made of Dockerfiles whose folder does not give the name.',
  ),
  smoke: withDefault(
    record(
      {
        check: (value, t) => {
          const reading = parseReference(value, t);
          return reading.kind === 'problem' ? reading.message : undefined;
        },
      },
      object(smokeFields),
    ),
    {},
    'The command that shows that an image runs, by its reference.',
  ),
};

/** Which images a port is about, beside those its Dockerfiles and Kubernetes objects name. */
export type ImagesRecipe = ObjectOf<typeof imagesFields>;

export const imagesShape: Shape<ImagesRecipe> = object(imagesFields);
export const noImages: ImagesRecipe = { catalogue: undefined, lists: [], build: [], smoke: {} };

const baseFields = {
  use: required(
    text({ oneOf: ['debian', 'image', 'busybox', 'scratch'] }),
    'What stands for the base: a Debian system made for the target, another image, a static BusyBox, or nothing.',
  ),
  image: optional(reference, 'With use image: the image, best with a digest.'),
  suite: withDefault(
    text({ pattern: /^[a-z][a-z0-9-]*$/, what: (t) => t('write the code name of a Debian release') }),
    debianSuite,
    'With use debian: the release. Bookworm is the last with mips64el.',
  ),
  packages: withDefault(
    list(
      text({
        pattern: /^[a-z0-9][a-z0-9+.-]+$/,
        what: (t) => t('write the name of a Debian package'),
      }),
    ),
    [],
    'With use debian: packages to install beside the essential ones.',
  ),
};

const written = object(baseFields);

const baseShape: Shape<BaseChoice> = {
  read(node, path, context) {
    const read = written.read(node, path, context);
    if (!read) return undefined;
    switch (read.use) {
      case 'debian':
        return { use: 'debian', suite: read.suite, packages: read.packages };
      case 'scratch':
      case 'busybox':
        return { use: read.use };
      default:
        if (read.image !== undefined) return { use: 'image', image: read.image };
        context.report('error', node, context.t('{0}.image is missing', path));
        return undefined;
    }
  },
  schema: written.schema,
};

/** Base images that the target lacks, and what stands for each. */
export const basesShape = record(
  {
    check: (key, t) => {
      const reading = parseReference(key.replace(/:\*$/, ''), t);
      return reading.kind === 'problem' ? reading.message : undefined;
    },
  },
  baseShape,
);
