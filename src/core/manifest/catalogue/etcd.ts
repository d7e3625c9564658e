import type { CatalogueEntry, CatalogueNote } from './types';

const git = 'https://github.com/etcd-io/etcd';
/** etcd refuses every command on an architecture that it does not list, --version too. */
const env = { ETCD_UNSUPPORTED_ARCH: 'mips64le' };
const unsupported: CatalogueNote = {
  kind: 'hint',
  text: (t) =>
    t('etcd starts only with ETCD_UNSUPPORTED_ARCH=mips64le in its environment, even for --version.'),
  source: 'checkSupportArch in etcdmain/etcd.go',
};

export const etcdEntries: readonly CatalogueEntry[] = [
  {
    id: 'etcd',
    title: 'etcd, etcdctl',
    repository: git,
    licence: 'Apache-2.0',
    versions: {
      'v1.16.2': {
        version: '3.3.15',
        recipe: {
          path: 'etcd',
          source: { git, ref: 'v3.3.15' },
          build: {
            packages: ['.', './etcdctl'],
            names: { '.': 'etcd' },
            gopath: 'github.com/coreos/etcd',
          },
          smoke: [
            { artifact: 'etcd', args: ['--version'], env, expect: 'etcd Version: 3.3.15' },
            { artifact: 'etcdctl', args: ['--version'], expect: 'etcdctl version: 3.3.15' },
          ],
        },
        notes: [
          unsupported,
          {
            kind: 'breaks',
            text: (t) =>
              t(
                'bbolt reads bucket headers at unaligned addresses: SIGBUS where the CPU traps these. QEMU does so with its default CPU, not with Loongson-3A4000.',
              ),
            source: 'bbolt 543c40a, released in v1.3.4; in etcd since 3.4.19 and 3.5.0',
          },
        ],
      },
      today: {
        version: '3.7.1',
        recipe: {
          path: 'etcd',
          source: { git, ref: 'v3.7.1' },
          build: { packages: ['./server', './etcdctl'], names: { './server': 'etcd' } },
          smoke: [
            { artifact: 'etcd', args: ['--version'], env, expect: 'etcd Version: 3.7.1' },
            { artifact: 'etcdctl', args: ['version'], expect: 'etcdctl version: 3.7.1' },
          ],
        },
        notes: [unsupported],
      },
    },
  },
];
