import type { CatalogueEntry, CatalogueNote } from './types';

const coredns = 'https://github.com/coredns/coredns';
const cni = 'https://github.com/containernetworking/plugins';
const flannel = 'https://github.com/flannel-io/flannel';
const licence = 'Apache-2.0';
const cniPackages = [
  './plugins/main/bridge',
  './plugins/main/loopback',
  './plugins/ipam/host-local',
  './plugins/meta/portmap',
];
const cniSmoke = [{ artifact: 'bridge', env: { CNI_COMMAND: 'VERSION' }, expect: 'supportedVersions' }];
const modules: CatalogueNote = {
  kind: 'hint',
  text: (t) => t('There is no vendor folder: its modules come from the network or from the module cache.'),
  source: 'the tree of the release',
};

export const networkEntries: readonly CatalogueEntry[] = [
  {
    id: 'coredns',
    title: 'CoreDNS',
    repository: coredns,
    licence,
    versions: {
      'v1.16.2': {
        version: '1.6.2',
        recipe: {
          path: 'coredns',
          source: { git: coredns, ref: 'v1.6.2' },
          build: { packages: ['.'], names: { '.': 'coredns' } },
          smoke: [{ args: ['-version'], expect: 'CoreDNS-1.6.2' }],
        },
        notes: [modules],
      },
      today: {
        version: '1.14.7',
        recipe: {
          path: 'coredns',
          source: { git: coredns, ref: 'v1.14.7' },
          build: { packages: ['.'], names: { '.': 'coredns' } },
          smoke: [{ args: ['-version'], expect: 'CoreDNS-1.14.7' }],
        },
        notes: [modules],
      },
    },
  },
  {
    id: 'cni-plugins',
    title: 'CNI plugins',
    repository: cni,
    licence,
    versions: {
      'v1.16.2': {
        version: '0.8.2',
        recipe: {
          path: 'cni-plugins',
          source: { git: cni, ref: 'v0.8.2' },
          build: { packages: cniPackages, args: ['-mod=vendor'] },
          smoke: cniSmoke,
        },
      },
      today: {
        version: '1.9.1',
        recipe: {
          path: 'cni-plugins',
          source: { git: cni, ref: 'v1.9.1' },
          build: { packages: cniPackages },
          smoke: cniSmoke,
        },
      },
    },
  },
  {
    id: 'flannel',
    title: 'flannel',
    repository: flannel,
    licence,
    versions: {
      'v1.16.2': {
        version: '0.11.0',
        recipe: {
          path: 'flannel',
          source: { git: flannel, ref: 'v0.11.0' },
          build: { packages: ['.'], names: { '.': 'flanneld' }, gopath: 'github.com/coreos/flannel' },
          smoke: [{ args: ['--version'] }],
        },
      },
      today: {
        version: '0.28.9',
        recipe: {
          path: 'flannel',
          source: { git: flannel, ref: 'v0.28.9' },
          build: { packages: ['.'], names: { '.': 'flanneld' } },
          smoke: [{ args: ['--version'] }],
        },
        notes: [modules],
      },
    },
  },
];
