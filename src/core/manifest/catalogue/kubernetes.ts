import type { CatalogueEntry, CatalogueRecipe } from './types';

const git = 'https://github.com/kubernetes/kubernetes';
const repository = git;
const licence = 'Apache-2.0';
const group = 'kubernetes';
const programs = [
  './cmd/kubelet',
  './cmd/kubeadm',
  './cmd/kubectl',
  './cmd/kube-apiserver',
  './cmd/kube-controller-manager',
  './cmd/kube-scheduler',
  './cmd/kube-proxy',
];
const timeout = 300;
const smoke: CatalogueRecipe['smoke'] = [
  ...['kubelet', 'kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kube-proxy'].map(
    (artifact) => ({
      artifact,
      args: ['--version'],
      expect: 'Kubernetes v',
      timeout,
    }),
  ),
  { artifact: 'kubeadm', args: ['version', '-o', 'short'], expect: 'v', timeout },
  {
    artifact: 'kubectl',
    args: ['version', '--client', '--output=yaml'],
    expect: 'platform: linux/mips64le',
    timeout,
  },
];
const e2eSmoke = [{ artifact: 'e2e.test', args: ['--list-images'], timeout }];
const pauseFlags = ['-Os', '-Wall', '-Werror', '-static'];

export const kubernetesEntries: readonly CatalogueEntry[] = [
  {
    id: 'kubernetes',
    title: 'Kubernetes (kubelet, kubeadm, kubectl, control plane, e2e.test)',
    group,
    repository,
    licence,
    versions: {
      'v1.16.2': {
        version: 'v1.16.2',
        recipe: {
          path: 'kubernetes',
          source: { git, ref: 'v1.16.2' },
          build: {
            packages: [...programs, './cmd/hyperkube'],
            testPackages: ['./test/e2e'],
            gopath: 'k8s.io/kubernetes',
            prepare: [['make', 'generated_files']],
            ldflags:
              '-X k8s.io/kubernetes/pkg/version.gitVersion=v1.16.2 -X k8s.io/kubernetes/vendor/k8s.io/component-base/version.gitVersion=v1.16.2',
          },
          smoke: [
            ...smoke,
            { artifact: 'hyperkube', args: ['kubelet', '--version'], expect: 'Kubernetes v', timeout },
            ...e2eSmoke,
          ],
        },
        notes: [
          {
            kind: 'breaks',
            text: (t) =>
              t(
                'Vendored cadvisor: fs/fs.go passes the 32-bit Dev and Rdev of Stat_t where uint64 is wanted.',
              ),
            source: 'cadvisor d2fac466, released in v0.36.0',
          },
          {
            kind: 'breaks',
            text: (t) =>
              t('Vendored netns has no number of setns for mips64le: it compiles and fails when it runs.'),
            source: 'vishvananda/netns 4eab129, released in v0.0.1',
          },
          {
            kind: 'hint',
            text: (t) => t('make generated_files needs rsync; without it, it ends with "Permission denied".'),
            source: 'measured with Kubernetes 1.20.2',
          },
        ],
      },
      today: {
        version: 'v1.36.0',
        recipe: {
          path: 'kubernetes',
          source: { git, ref: 'v1.36.0' },
          build: {
            packages: programs,
            testPackages: ['./test/e2e'],
            ldflags: '-X k8s.io/component-base/version.gitVersion=v1.36.0',
          },
          smoke: [...smoke, ...e2eSmoke],
        },
      },
    },
  },
  {
    id: 'pause',
    title: 'pause',
    group,
    repository,
    licence,
    versions: {
      'v1.16.2': {
        version: '3.1',
        recipe: {
          path: 'kubernetes',
          kind: 'c',
          source: { git, ref: 'v1.16.2' },
          build: { sources: ['build/pause/pause.c'], args: [...pauseFlags, '-DVERSION=v3.1-mips64le'] },
          smoke: [{ args: ['-v'], expect: 'pause.c v3.1-mips64le' }],
          test: false,
        },
      },
      today: {
        version: '3.10',
        recipe: {
          path: 'kubernetes',
          kind: 'c',
          source: { git, ref: 'v1.36.0' },
          build: {
            sources: ['build/pause/linux/pause.c'],
            args: [...pauseFlags, '-DVERSION=v3.10-mips64le'],
          },
          smoke: [{ args: ['-v'], expect: 'pause.c v3.10-mips64le' }],
          test: false,
        },
      },
    },
  },
];
