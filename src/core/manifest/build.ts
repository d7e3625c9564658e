import {
  buildEnvironment,
  commandLine,
  imageReference,
  importPath,
  mainPackage,
  operand,
  pathFromComponent,
  plainName,
  relativePath,
  sshDestination,
  testedPackage,
} from './fields';
import { flag, list, object, optional, record, text, withDefault } from './shape';
import type { ObjectOf } from './shape';

const buildFields = {
  packages: optional(
    list(mainPackage),
    'Go main packages to build, relative to the component. Without it the module is a library: every package is compiled and nothing is kept.',
  ),
  testPackages: withDefault(
    list(testedPackage),
    [],
    'Go packages whose tests are built into programs of their own, as test/e2e of Kubernetes into e2e.test.',
  ),
  names: withDefault(
    record({}, plainName),
    {},
    "Names of artifacts by package, where the package's last element is not the name: { ./server: etcd }.",
  ),
  sources: optional(list(operand), 'C sources of a component of kind c.'),
  command: optional(commandLine, 'What builds a component of kind command: [./make.bash, --no-banner].'),
  output: optional(
    pathFromComponent,
    'The file that the build makes, relative to the component. Components of kind make and command need it; for Go and C it stands in for .mips-port/build/<target>/<component>/.',
  ),
  folder: withDefault(
    relativePath,
    '.',
    'Folder in which the commands of the build run, relative to the component.',
  ),
  prepare: withDefault(
    list(commandLine),
    [],
    'Commands to run before the build, each as a list of words, for the host: [[make, generated_files]].',
  ),
  strategy: withDefault(
    text({ oneOf: ['cross', 'emulated', 'native'] }),
    'cross',
    "Where it is built: cross on this machine with the cross compiler, emulated in a container of the target under QEMU, native on a host of the target's architecture.",
  ),
  image: optional(imageReference, 'The image of the target in which strategy emulated builds.'),
  host: optional(
    sshDestination,
    'The machine on which strategy native builds: a name of hosts, or an alias of the ssh configuration.',
  ),
  gopath: optional(
    importPath,
    'Import path of the component in GOPATH mode (GO111MODULE=off), as k8s.io/kubernetes: the sources appear there in a GOPATH of their own.',
  ),
  tags: withDefault(list(operand), [], 'Go build tags.'),
  cgo: withDefault(flag(), false, 'Build with cgo and the cross compiler.'),
  ldflags: optional(text(), 'What go build gets as -ldflags.'),
  env: withDefault(buildEnvironment, {}, 'Environment variables of the build.'),
  args: withDefault(
    list(text()),
    [],
    'More arguments for go build, make, the C compiler or the command of kind command.',
  ),
};

/** How to build a component. */
export type BuildRecipe = ObjectOf<typeof buildFields>;

export const buildShape = object(buildFields);

/** A recipe that says nothing: every default filled in. */
export const defaultBuild: BuildRecipe = {
  packages: undefined,
  testPackages: [],
  names: {},
  sources: undefined,
  command: undefined,
  output: undefined,
  folder: '.',
  prepare: [],
  strategy: 'cross',
  image: undefined,
  host: undefined,
  gopath: undefined,
  tags: [],
  cgo: false,
  ldflags: undefined,
  env: {},
  args: [],
};
