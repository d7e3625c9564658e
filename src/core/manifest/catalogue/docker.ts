import type { CatalogueEntry } from './types';

const containerdGit = 'https://github.com/containerd/containerd';
const mobyGit = 'https://github.com/moby/moby';
const cliGit = 'https://github.com/docker/cli';
const runcGit = 'https://github.com/opencontainers/runc';
const tiniGit = 'https://github.com/krallin/tini';
const group = 'docker-ce';
const licence = 'Apache-2.0';
/** Without the storage drivers that need C libraries of the target. */
const mobyTags = ['exclude_graphdriver_btrfs', 'exclude_graphdriver_devicemapper'];
const mobySmoke = [{ artifact: 'dockerd', args: ['--version'], expect: 'Docker version' }];
const cliSmoke = [{ args: ['--version'], expect: 'Docker version' }];
const runcSmoke = [{ args: ['--version'], expect: 'runc version' }];
const containerdSmoke = [
  { artifact: 'containerd', args: ['--version'], expect: 'containerd' },
  { artifact: 'ctr', args: ['--version'], expect: 'ctr' },
];
const tiniBuild = {
  prepare: [['cmake', '-DCMAKE_C_COMPILER=mips64el-linux-gnuabi64-gcc', '.']],
  args: ['tini-static'],
  output: 'tini-static',
};
const tiniSmoke = [{ args: ['--version'], expect: 'tini version' }];

export const dockerEntries: readonly CatalogueEntry[] = [
  {
    id: 'moby',
    title: 'Docker Engine (dockerd)',
    group,
    repository: mobyGit,
    licence,
    versions: {
      'v1.16.2': {
        version: '19.03.4',
        recipe: {
          path: 'moby',
          source: { git: mobyGit, ref: 'v19.03.4' },
          needs: ['containerd', 'runc', 'tini'],
          build: {
            packages: ['./cmd/dockerd'],
            gopath: 'github.com/docker/docker',
            prepare: [['bash', 'hack/make/.go-autogen']],
            tags: [...mobyTags, 'autogen'],
          },
          smoke: mobySmoke,
        },
        notes: [
          {
            kind: 'breaks',
            text: (t) => t('Rdev of Stat_t is 32 bits wide: pkg/system/stat_linux.go needs uint64(s.Rdev).'),
            source: 'moby 5f0231bca1, released in v20.10.0',
          },
        ],
      },
      today: {
        version: '29.7.2',
        recipe: {
          path: 'moby',
          source: { git: mobyGit, ref: 'docker-v29.7.2' },
          needs: ['containerd', 'runc', 'tini'],
          build: { packages: ['./cmd/dockerd', './cmd/docker-proxy'], tags: mobyTags },
          smoke: mobySmoke,
        },
      },
    },
  },
  {
    id: 'docker-cli',
    title: 'Docker CLI (docker)',
    group,
    repository: cliGit,
    licence,
    versions: {
      'v1.16.2': {
        version: '19.03.4',
        recipe: {
          path: 'docker-cli',
          source: { git: cliGit, ref: 'v19.03.4' },
          build: { packages: ['./cmd/docker'], gopath: 'github.com/docker/cli' },
          smoke: cliSmoke,
        },
        notes: [
          {
            kind: 'breaks',
            text: (t) => t('Vendored moby: stat_linux.go needs uint64(s.Rdev).'),
            source: 'moby 5f0231bca1, released in v20.10.0',
          },
        ],
      },
      today: {
        version: '29.7.2',
        recipe: {
          path: 'docker-cli',
          source: { git: cliGit, ref: 'v29.7.2' },
          build: { packages: ['./cmd/docker'], gopath: 'github.com/docker/cli' },
          smoke: cliSmoke,
        },
      },
    },
  },
  {
    id: 'containerd',
    title: 'containerd',
    group,
    repository: containerdGit,
    licence,
    versions: {
      'v1.16.2': {
        version: '1.2.10',
        recipe: {
          path: 'containerd',
          source: { git: containerdGit, ref: 'v1.2.10' },
          build: {
            packages: [
              './cmd/containerd',
              './cmd/containerd-shim',
              './cmd/containerd-shim-runc-v1',
              './cmd/ctr',
            ],
            gopath: 'github.com/containerd/containerd',
            tags: ['no_btrfs'],
          },
          smoke: containerdSmoke,
        },
        notes: [
          {
            kind: 'breaks',
            text: (t) =>
              t('unix.SIGSTKFLT does not exist on MIPS: signal_map_linux.go and a vendored file name it.'),
            source: 'containerd f0d5dd3c8, released in v1.3.0',
          },
          {
            kind: 'breaks',
            text: (t) => t('Vendored moby: stat_linux.go needs uint64(s.Rdev).'),
            source: 'moby 5f0231bca1, released in v20.10.0',
          },
        ],
      },
      today: {
        version: '2.3.4',
        recipe: {
          path: 'containerd',
          source: { git: containerdGit, ref: 'v2.3.4' },
          build: {
            packages: ['./cmd/containerd', './cmd/containerd-shim-runc-v2', './cmd/ctr'],
            tags: ['no_btrfs'],
          },
          smoke: containerdSmoke,
        },
        notes: [
          {
            kind: 'breaks',
            text: (t) =>
              t(
                'The default seccomp profile has no architectures: it is switched on "mipsel64", which GOARCH never is.',
              ),
            source: 'contrib/seccomp/seccomp_default.go, lines 36-43',
          },
        ],
      },
    },
  },
  {
    id: 'runc',
    title: 'runc',
    group,
    repository: runcGit,
    licence,
    versions: {
      'v1.16.2': {
        version: '1.0.0-rc9',
        recipe: {
          path: 'runc',
          source: { git: runcGit, ref: 'v1.0.0-rc9' },
          build: {
            packages: ['.'],
            names: { '.': 'runc' },
            cgo: true,
            gopath: 'github.com/opencontainers/runc',
            ldflags: '-X main.version=1.0.0-rc9',
          },
          smoke: runcSmoke,
        },
        notes: [
          {
            kind: 'hint',
            text: (t) =>
              t('Its Makefile asks for -buildmode=pie, which Go does not support on linux/mips64le.'),
            source: 'runc be66519c2, released in v1.0.0',
          },
          {
            kind: 'hint',
            text: (t) =>
              t('The tag seccomp needs libseccomp of the target; without cgo no container starts.'),
            source: 'libcontainer/nsenter is C',
          },
        ],
      },
      today: {
        version: '1.5.1',
        recipe: {
          path: 'runc',
          source: { git: runcGit, ref: 'v1.5.1' },
          build: { packages: ['.'], names: { '.': 'runc' }, cgo: true },
          smoke: runcSmoke,
        },
        notes: [
          {
            kind: 'hint',
            text: (t) =>
              t('The tag seccomp needs libseccomp of the target; without cgo no container starts.'),
            source: 'libcontainer/nsenter is C',
          },
        ],
      },
    },
  },
  {
    id: 'tini',
    title: 'tini (docker-init)',
    group,
    repository: tiniGit,
    licence: 'MIT',
    versions: {
      'v1.16.2': {
        version: '0.18.0',
        recipe: {
          path: 'tini',
          kind: 'make',
          source: { git: tiniGit, ref: 'v0.18.0' },
          build: tiniBuild,
          smoke: tiniSmoke,
          test: false,
        },
      },
      today: {
        version: '0.19.0',
        recipe: {
          path: 'tini',
          kind: 'make',
          source: { git: tiniGit, ref: 'v0.19.0' },
          build: tiniBuild,
          smoke: tiniSmoke,
          test: false,
        },
      },
    },
  },
];
