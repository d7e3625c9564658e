import type { CatalogueEntry, CatalogueRecipe, CatalogueVersion } from './types';

const monorepo = 'https://github.com/projectcalico/calico';
const birdGit = 'https://github.com/projectcalico/bird';
const group = 'calico';
const licence = 'Apache-2.0';
const today = '3.32.1';
const then = '3.10.0';

/** Of the repository that holds all of calico since 2021. */
function inMonorepo(packages: readonly string[], smoke: CatalogueRecipe['smoke']): CatalogueVersion {
  return {
    version: today,
    recipe: { path: 'calico', source: { git: monorepo, ref: `v${today}` }, build: { packages }, smoke },
  };
}

/** Of a repository of its own, as before 2021. */
function alone(
  path: string,
  git: string,
  packages: readonly string[],
  smoke: CatalogueRecipe['smoke'],
): CatalogueVersion {
  return { version: then, recipe: { path, source: { git, ref: `v${then}` }, build: { packages }, smoke } };
}

function entry(
  id: string,
  title: string,
  name: string,
  packages: readonly [alone: readonly string[], monorepo: readonly string[]],
  smoke: CatalogueRecipe['smoke'],
): CatalogueEntry {
  const repository = `https://github.com/projectcalico/${name}`;
  return {
    id,
    title,
    group,
    repository,
    licence,
    versions: {
      'v1.16.2': alone(id, repository, packages[0], smoke),
      today: inMonorepo(packages[1], smoke),
    },
  };
}

export const calicoEntries: readonly CatalogueEntry[] = [
  entry(
    'calico-felix',
    'Calico Felix',
    'felix',
    [['./cmd/calico-felix'], ['./felix/cmd/calico-felix']],
    [{ args: ['--version'] }],
  ),
  entry(
    'calico-typha',
    'Calico Typha',
    'typha',
    [['./cmd/calico-typha'], ['./typha/cmd/calico-typha']],
    [{ args: ['--version'] }],
  ),
  entry(
    'calico-kube-controllers',
    'Calico kube-controllers',
    'kube-controllers',
    [['./cmd/kube-controllers'], ['./kube-controllers/cmd/kube-controllers']],
    [{ args: ['--version'] }],
  ),
  entry(
    'calico-cni',
    'Calico CNI plugin',
    'cni-plugin',
    [['./cmd/calico'], ['./cni-plugin/cmd/calico', './cni-plugin/cmd/install']],
    [{ artifact: 'calico', args: ['-v'] }],
  ),
  entry(
    'calico-node',
    'Calico node',
    'node',
    [['./cmd/calico-node'], ['./node/cmd/calico-node']],
    [{ args: ['-v'] }],
  ),
  {
    id: 'calico-bird',
    title: 'BIRD of Calico',
    group,
    repository: birdGit,
    licence: 'GPL-2.0-or-later',
    versions: {
      today: {
        version: '0.3.3',
        recipe: {
          path: 'calico-bird',
          kind: 'command',
          source: { git: birdGit, ref: 'feature-ipinip' },
          build: { command: ['./build.sh'], env: { ARCH: 'mips64el' }, output: 'dist/mips64el/bird' },
          smoke: [{ args: ['--version'], expect: 'BIRD' }],
          test: false,
        },
        notes: [
          {
            kind: 'hint',
            text: (t) => t('build.sh takes the target as ARCH=mips64el only, and builds in containers.'),
            source: 'projectcalico/bird 109b47ed, build.sh line 62',
          },
        ],
      },
    },
  },
];
