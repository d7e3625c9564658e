import type { CatalogueEntry } from './types';

const git = 'https://github.com/etcd-io/etcd';
/** etcdmain/etcd.go refuses every command on an architecture that it does not list, --version too. */
const env = { ETCD_UNSUPPORTED_ARCH: 'mips64le' };

export const etcd: CatalogueEntry = {
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
        build: { packages: ['.', './etcdctl'], names: { '.': 'etcd' } },
        smoke: [
          { artifact: 'etcd', args: ['--version'], env, expect: 'etcd Version: 3.3.15' },
          { artifact: 'etcdctl', args: ['--version'], expect: 'etcdctl version: 3.3.15' },
        ],
      },
    },
  },
};
