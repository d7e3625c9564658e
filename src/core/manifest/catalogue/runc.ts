import type { CatalogueEntry } from './types';

const git = 'https://github.com/opencontainers/runc';
const smoke = [{ args: ['--version'], expect: 'runc version' }];

export const runc: CatalogueEntry = {
  id: 'runc',
  title: 'runc',
  group: 'docker-ce',
  repository: git,
  licence: 'Apache-2.0',
  versions: {
    'v1.16.2': {
      version: '1.0.0-rc9',
      recipe: {
        path: 'runc',
        source: { git, ref: 'v1.0.0-rc9' },
        build: { packages: ['.'], cgo: true },
        smoke,
      },
    },
  },
};
