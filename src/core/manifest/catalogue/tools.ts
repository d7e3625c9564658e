import type { CatalogueEntry } from './types';

const metrics = 'https://github.com/kubernetes-sigs/metrics-server';
const cri = 'https://github.com/kubernetes-sigs/cri-tools';
const helm = 'https://github.com/helm/helm';
const licence = 'Apache-2.0';
const criSmoke = [{ artifact: 'crictl', args: ['--version'], expect: 'crictl version' }];

export const toolEntries: readonly CatalogueEntry[] = [
  {
    id: 'metrics-server',
    title: 'metrics-server',
    repository: metrics,
    licence,
    versions: {
      'v1.16.2': {
        version: '0.3.6',
        recipe: {
          path: 'metrics-server',
          source: { git: metrics, ref: 'v0.3.6' },
          build: {
            packages: ['./cmd/metrics-server'],
            gopath: 'github.com/kubernetes-incubator/metrics-server',
          },
          smoke: [{ args: ['--version'] }],
        },
        notes: [
          {
            kind: 'breaks',
            text: (t) => t('The vendor folder lacks k8s.io/*: it builds only with these put beside it.'),
            source: 'measured with v0.3.6 without a network',
          },
        ],
      },
      today: {
        version: '0.9.0',
        recipe: {
          path: 'metrics-server',
          source: { git: metrics, ref: 'v0.9.0' },
          build: { packages: ['./cmd/metrics-server'] },
          smoke: [{ args: ['--version'] }],
        },
      },
    },
  },
  {
    id: 'cri-tools',
    title: 'cri-tools (crictl, critest)',
    repository: cri,
    licence,
    versions: {
      'v1.16.2': {
        version: '1.16.1',
        recipe: {
          path: 'cri-tools',
          source: { git: cri, ref: 'v1.16.1' },
          build: {
            packages: ['./cmd/crictl'],
            testPackages: ['./cmd/critest'],
            names: { './cmd/critest': 'critest' },
            args: ['-mod=vendor'],
          },
          smoke: criSmoke,
        },
      },
      today: {
        version: '1.36.0',
        recipe: {
          path: 'cri-tools',
          source: { git: cri, ref: 'v1.36.0' },
          build: {
            packages: ['./cmd/crictl'],
            testPackages: ['./cmd/critest'],
            names: { './cmd/critest': 'critest' },
          },
          smoke: criSmoke,
        },
      },
    },
  },
  {
    id: 'helm',
    title: 'Helm',
    repository: helm,
    licence,
    versions: {
      'v1.16.2': {
        version: '2.14.3',
        recipe: {
          path: 'helm',
          source: { git: helm, ref: 'v2.14.3' },
          build: { packages: ['./cmd/helm', './cmd/tiller'], gopath: 'k8s.io/helm' },
          smoke: [{ artifact: 'helm', args: ['version', '--client'], expect: 'Client' }],
        },
        notes: [
          {
            kind: 'breaks',
            text: (t) => t('There is no vendor folder: glide makes it from glide.yaml.'),
            source: 'the tree of v2.14.3',
          },
        ],
      },
      today: {
        version: '4.2.4',
        recipe: {
          path: 'helm',
          source: { git: helm, ref: 'v4.2.4' },
          build: { packages: ['./cmd/helm'] },
          smoke: [{ args: ['version'], expect: 'Version' }],
        },
      },
    },
  },
];
