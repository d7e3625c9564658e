import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';
import {
  apiServerStep,
  clusterArtifacts,
  clusterFiles,
  etcdStep,
  kubectlStep,
  type ClusterSmokeInput,
} from '../../../src/core/plan/clusterSmoke';
import { defaultToolchain } from '../../../src/core/plan/toolchain';
import { findTarget } from '../../../src/core/target/targets';

const target = findTarget('mips64le');
if (!target) throw new Error('the table of targets lacks mips64le');

const input: ClusterSmokeInput = {
  target,
  toolchain: defaultToolchain(target),
  cpu: 'Loongson-3A4000',
  programs: { etcd: '/b/etcd', 'kube-apiserver': '/b/kube-apiserver', kubectl: '/b/kubectl' },
  folder: '/tmp/x',
  ports: { etcd: 1001, etcdPeer: 1002, apiServer: 1003 },
  token: 'secret',
};
const emulator = ['-cpu', 'Loongson-3A4000', '-L', '/usr/mips64el-linux-gnuabi64'];

describe('the smoke run of a control plane', () => {
  it('starts etcd on loopback, on the CPU that was chosen', () => {
    const { command, args, env } = etcdStep(input);
    expect(command).toBe('qemu-mips64el-static');
    expect(args.slice(0, 5)).toEqual([...emulator, '/b/etcd']);
    expect(args).toContain('--listen-client-urls=http://127.0.0.1:1001');
    expect(args).toContain('--initial-cluster=smoke=http://127.0.0.1:1002');
    expect(args.filter((arg) => arg.includes('://')).every((arg) => arg.includes('127.0.0.1'))).toBe(true);
    expect(env).toEqual({ ETCD_UNSUPPORTED_ARCH: 'mips64le' });
  });

  it('starts kube-apiserver with RBAC and a token file, and hands no secret over on the command line', () => {
    const { args } = apiServerStep(input, 'v1.20.2');
    expect(args.slice(0, 5)).toEqual([...emulator, '/b/kube-apiserver']);
    expect(args).toContain('--authorization-mode=RBAC');
    expect(args).toContain('--token-auth-file=/tmp/x/tokens.csv');
    expect(args).toContain('--bind-address=127.0.0.1');
    expect([...args, ...kubectlStep(input).args].join(' ')).not.toContain('secret');
  });

  it.each([
    ['v1.16.2', true],
    ['v1.19.16', true],
    ['v1.20.2', false],
    ['v1.36.0', false],
    ['v0.0.0-master+$Format:%H$', false],
  ])('closes the port without TLS of %s where it has one: %s', (version, closes) => {
    expect(apiServerStep(input, version).args.includes('--insecure-port=0')).toBe(closes);
  });

  it('gives kubectl the certificate that the API server made', () => {
    const kubeconfig = clusterFiles(input).find(({ path }) => path === '/tmp/x/kubeconfig')?.text ?? '';
    expect(JSON.parse(kubeconfig)).toMatchObject({
      clusters: [
        {
          cluster: {
            server: 'https://127.0.0.1:1003',
            'certificate-authority': '/tmp/x/certificates/apiserver.crt',
          },
        },
      ],
      users: [{ user: { token: 'secret' } }],
    });
    expect(kubectlStep(input)).toMatchObject({ expect: { exitCode: 0, output: 'kube-system' } });
  });

  it('takes its programs from the components that build them', () => {
    const { manifest } = readManifest(
      `version: 1
components:
  - {name: store, build: {packages: [./etcd]}}
  - {name: kubernetes, path: k, build: {packages: [./cmd/kube-apiserver]}}
`,
      english,
    );
    expect(clusterArtifacts('/w', manifest?.components ?? [], target)).toEqual({
      etcd: '/w/.mips-port/build/mips64le/store/etcd',
      'kube-apiserver': '/w/.mips-port/build/mips64le/kubernetes/kube-apiserver',
    });
  });
});
