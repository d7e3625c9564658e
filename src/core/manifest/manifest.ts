import { targets } from '../target/targets';
import {
  flag,
  integer,
  list,
  object,
  optional,
  record,
  required,
  switchable,
  text,
  withDefault,
} from './shape';
import type { ObjectOf } from './shape';
import { insideRoot } from './paths';

const goarch = text({ oneOf: targets.map((target) => target.goarch) });

/** Folder and file names become part of the build folder, so they are kept plain. */
const componentName = text({
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  what: (t) => t('use letters, digits, ".", "_" and "-"'),
});

const relativePath = text({ check: (path, t) => insideRoot(path, t) });

/** An argument that a tool would read as an option where a package or file is wanted. */
const operand = text({
  pattern: /^[^-\s]\S*$/,
  what: (t) => t('it must not be empty, hold spaces or begin with "-"'),
});

const buildPackage = text({
  pattern: /^(?!.*\.\.\.)[^-\s]\S*$/,
  what: (t) => t('name one main package, such as ./cmd/app; patterns with "..." make no single file'),
});

const environment = record(
  {
    pattern: /^(?!(?:GOOS|GOARCH)$)[A-Za-z_][A-Za-z0-9_]*$/,
    what: (t) => t('it must be a variable name other than GOOS and GOARCH, which the target sets'),
  },
  text(),
);

const buildFields = {
  packages: optional(
    list(buildPackage),
    'Go main packages to build, relative to the component. Without it the module is a library: every package is compiled and nothing is kept.',
  ),
  sources: optional(list(operand), 'C sources of a component of kind c.'),
  output: optional(
    relativePath,
    'The file that the build makes, relative to the component. A component of kind make needs it; for Go and C it stands in for .mips-port/build/<target>/<component>/.',
  ),
  tags: withDefault(list(operand), [], 'Go build tags.'),
  cgo: withDefault(flag(), false, 'Build with cgo and the cross compiler.'),
  ldflags: optional(text(), 'What go build gets as -ldflags.'),
  env: withDefault(environment, {}, 'Environment variables of the build.'),
  args: withDefault(list(text()), [], 'More arguments for go build, make or the C compiler.'),
};

const smokeFields = {
  args: withDefault(list(text()), [], 'Arguments of the artifact when it runs under QEMU.'),
  expect: optional(text(), 'Text that the output must contain.'),
  exitCode: withDefault(integer(0, 255), 0, 'Exit status that means success.'),
  timeout: withDefault(integer(1, 3600), 60, 'Seconds until the run counts as hung.'),
};

const testFields = {
  packages: withDefault(list(operand), ['./...'], 'Packages to test under QEMU.'),
  args: withDefault(list(text()), [], 'More arguments for go test.'),
  timeout: withDefault(integer(1, 86_400), 1800, 'Seconds until the tests count as hung.'),
};

const defaultTest = { packages: ['./...'], args: [], timeout: 1800 };
const emptyBuild = { tags: [], cgo: false, env: {}, args: [] };
const build = object(buildFields);
const smoke = object(smokeFields);
const test = object(testFields);

/** How to build a component. */
export type BuildRecipe = ObjectOf<typeof buildFields>;
/** The command that shows that an artifact runs. */
export type SmokeRecipe = ObjectOf<typeof smokeFields>;
/** Which tests to run under QEMU. */
export type TestRecipe = ObjectOf<typeof testFields>;

const componentFields = {
  name: required(componentName, 'Name of the component, unique in this file.'),
  path: withDefault(relativePath, '.', 'Folder of the sources, relative to this file.'),
  kind: withDefault(
    text({ oneOf: ['go', 'make', 'c'] }),
    'go',
    'How it is built: go build, make, or the C cross compiler.',
  ),
  build: withDefault<BuildRecipe>(
    build,
    { packages: undefined, sources: undefined, output: undefined, ldflags: undefined, ...emptyBuild },
    'How to build it.',
  ),
  smoke: optional(smoke, 'The command that shows that it runs.'),
  test: withDefault<TestRecipe | false>(
    switchable(test, defaultTest),
    defaultTest,
    'Which tests to run under QEMU; false where there are none.',
  ),
  patches: optional(relativePath, 'Folder of its patch series, relative to this file.'),
};

/** A source tree to port, with its recipe. Paths are relative to the manifest's folder. */
export type Component = ObjectOf<typeof componentFields>;

const manifestFields = {
  version: required(integer(1, 1), 'Version of this format: 1.'),
  target: optional(goarch, 'GOARCH to port to; mips64le unless told otherwise.'),
  host: optional(goarch, 'GOARCH on which the code is known to build; amd64 unless told otherwise.'),
  components: withDefault(list(object(componentFields)), [], 'The source trees to port.'),
};

/** A port manifest as read: every default filled in. */
export type Manifest = ObjectOf<typeof manifestFields>;

/** Top-level keys that later versions give a meaning. */
export const reservedKeys = ['images', 'bases', 'nodes', 'registries', 'catalogue', 'conformance'];

export const manifestShape = object(manifestFields, { reserved: reservedKeys });
