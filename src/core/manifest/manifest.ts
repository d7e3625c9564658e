import { buildShape, defaultBuild, type BuildRecipe } from './build';
import { catalogueReferences } from './catalogue/references';
import { deliveryFields } from './delivery';
import {
  cpuModel,
  gitAddress,
  gitRef,
  goarch,
  operand,
  plainName,
  programEnvironment,
  relativePath,
  remoteFolder,
  sshDestination,
} from './fields';
import { packagesShape } from './packages';
import { basesShape, imagesShape, noImages } from './images';
import {
  integer,
  list,
  object,
  oneOrMore,
  optional,
  record,
  required,
  switchable,
  text,
  withDefault,
} from './shape';
import type { ObjectOf } from './shape';

const sourceFields = {
  git: required(gitAddress, 'The repository: an https, ssh or file address, or git@host:path.'),
  ref: optional(
    gitRef,
    'Tag, branch or commit to check out; the default branch of the repository where absent.',
  ),
  depth: optional(
    integer(0, 1_000_000),
    'How many commits of history to fetch; 0 for all. 1 where ref is named and nothing is said here.',
  ),
};

const smokeFields = {
  artifact: optional(plainName, 'Which artifact runs, by its file name; the first where absent.'),
  args: withDefault(list(text()), [], 'Arguments of the artifact when it runs under QEMU.'),
  env: withDefault(programEnvironment, {}, 'Environment variables of the run.'),
  cpu: optional(
    cpuModel,
    'CPU model that QEMU emulates, such as Loongson-3A4000. What works on one model can end with SIGBUS on another.',
  ),
  expect: optional(text(), 'Text that the output must contain.'),
  exitCode: withDefault(integer(0, 255), 0, 'Exit status that means success.'),
  timeout: withDefault(integer(1, 3600), 60, 'Seconds until the run counts as hung.'),
};

const testFields = {
  packages: withDefault(list(operand), ['./...'], 'Packages to test under QEMU.'),
  args: withDefault(list(text()), [], 'More arguments for go test.'),
  timeout: withDefault(integer(1, 86_400), 1800, 'Seconds until the tests count as hung.'),
};

const defaultTest: TestRecipe = { packages: ['./...'], args: [], timeout: 1800 };

/** Where the sources of a component come from. */
export type SourceRecipe = ObjectOf<typeof sourceFields>;
/** A command that shows that an artifact runs. */
export type SmokeRecipe = ObjectOf<typeof smokeFields>;
/** Which tests to run under QEMU. */
export type TestRecipe = ObjectOf<typeof testFields>;

const componentFields = {
  name: required(plainName, 'Name of the component, unique in this file.'),
  catalogue: optional(
    text({ oneOf: catalogueReferences }),
    "A recipe of the built-in catalogue, and the set of versions it is for: etcd@v1.16.2 for what Kubernetes v1.16.2 needs, etcd@today for the newest. Keys of this component override the recipe's: maps key by key, all else as a whole.",
  ),
  path: withDefault(relativePath, '.', 'Folder of the sources, relative to this file.'),
  source: optional(object(sourceFields), 'Where the sources come from.'),
  needs: withDefault(list(plainName), [], 'Components that have to be built before this one, by name.'),
  kind: withDefault(
    text({ oneOf: ['go', 'make', 'c', 'command'] }),
    'go',
    'How it is built: go build, make, the C cross compiler, or a command of its own.',
  ),
  build: withDefault<BuildRecipe>(buildShape, defaultBuild, 'How to build it.'),
  smoke: withDefault<readonly SmokeRecipe[]>(
    oneOrMore(object(smokeFields)),
    [],
    'The command that shows that it runs, or a list of them.',
  ),
  test: withDefault<TestRecipe | false>(
    switchable(object(testFields), defaultTest),
    defaultTest,
    'Which tests to run under QEMU; false where there are none.',
  ),
  patches: optional(relativePath, 'Folder of its patch series, relative to this file.'),
};

/** A source tree to port, with its recipe. Paths are relative to the manifest's folder. */
export type Component = ObjectOf<typeof componentFields>;

/** A component that says no more than its name: every default filled in. */
export function plainComponent(name: string): Component {
  return {
    name,
    catalogue: undefined,
    path: '.',
    source: undefined,
    needs: [],
    kind: 'go',
    build: defaultBuild,
    smoke: [],
    test: defaultTest,
    patches: undefined,
  };
}

const hostFields = {
  ssh: required(sshDestination, 'An alias of the ssh configuration, a host, or user@host.'),
  port: optional(integer(1, 65_535), 'Port of ssh, where the ssh configuration does not say it.'),
  folder: optional(remoteFolder, 'Folder on that host in which to build; ~/.cache/mips-port where absent.'),
};

/** A machine of the target's architecture. */
export type HostRecipe = ObjectOf<typeof hostFields>;

const manifestFields = {
  version: required(integer(1, 1), 'Version of this format: 1.'),
  target: optional(goarch, 'GOARCH to port to; mips64le unless told otherwise.'),
  host: optional(goarch, 'GOARCH on which the code is known to build; amd64 unless told otherwise.'),
  hosts: withDefault(
    record({}, object(hostFields)),
    {},
    "Machines of the target's architecture that strategy native builds on, by name.",
  ),
  components: withDefault(list(object(componentFields)), [], 'The source trees to port.'),
  images: withDefault(
    imagesShape,
    noImages,
    'Which container images are wanted, beside those that Dockerfiles and Kubernetes objects of the workspace name.',
  ),
  bases: withDefault(
    basesShape,
    {},
    'What stands for base images that the target does not have, by reference: alpine:3.18, or alpine:* for all its tags.',
  ),
  packages: withDefault(
    packagesShape,
    {},
    'What apt calls packages that Dockerfiles install with other package managers, by the name that they use: bind-tools: [bind9-dnsutils]. An empty list leaves the package out.',
  ),
  ...deliveryFields,
};

/** A port manifest as read: every default filled in. */
export type Manifest = ObjectOf<typeof manifestFields>;

/** Top-level keys that later versions give a meaning. */
export const reservedKeys = ['catalogue', 'conformance'];

export const manifestShape = object(manifestFields, { reserved: reservedKeys });
