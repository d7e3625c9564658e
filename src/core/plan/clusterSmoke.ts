import type { Component } from '../manifest/manifest';
import type { Target } from '../target/targets';
import { artifactsOf } from './artifacts';
import { joinAbsolute } from './paths';
import type { CommandStep } from './plan';
import type { Toolchain } from './toolchain';

/** The programs that a smoke run of the control plane needs, as their files are called. */
export const clusterPrograms = ['etcd', 'kube-apiserver', 'kubectl'] as const;
export type ClusterProgram = (typeof clusterPrograms)[number];

/** What the smoke run of a control plane is made from. */
export interface ClusterSmokeInput {
  readonly target: Target;
  readonly toolchain: Toolchain;
  /** CPU model that QEMU emulates; its default one where absent. */
  readonly cpu?: string;
  /** Absolute paths of the programs. */
  readonly programs: Readonly<Record<ClusterProgram, string>>;
  /** Absolute path of an empty folder for data, keys and certificates. */
  readonly folder: string;
  /** Free ports of the loopback interface. */
  readonly ports: { readonly etcd: number; readonly etcdPeer: number; readonly apiServer: number };
  /** What kubectl shows that it is the administrator; letters and digits. */
  readonly token: string;
}

/** A file that a program wants; only its owner may read it. */
export interface ClusterFile {
  readonly path: string;
  readonly text: string;
}

/** Where the certificate lies that kube-apiserver makes for itself when it starts. */
export function servingCertificate(folder: string): string {
  return joinAbsolute(folder, 'certificates/apiserver.crt');
}

/** The file for the key with which tokens of service accounts are signed, in PEM. */
export function serviceAccountKey(folder: string): string {
  return joinAbsolute(folder, 'service-account.key');
}

/**
 * The administrator's token, and the kubeconfig that uses it. With a token
 * file and RBAC the API answers as it does in a real cluster;
 * AlwaysAllow would turn anonymous requests off, `/readyz` with them.
 */
export function clusterFiles({ folder, ports, token }: ClusterSmokeInput): readonly ClusterFile[] {
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'smoke',
        cluster: {
          server: `https://127.0.0.1:${ports.apiServer}`,
          'certificate-authority': servingCertificate(folder),
        },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'smoke', context: { cluster: 'smoke', user: 'admin' } }],
    'current-context': 'smoke',
  };
  return [
    { path: joinAbsolute(folder, 'tokens.csv'), text: `${token},admin,admin,"system:masters"\n` },
    // JSON is YAML, too.
    { path: joinAbsolute(folder, 'kubeconfig'), text: `${JSON.stringify(kubeconfig, undefined, 2)}\n` },
  ];
}

/** Asks kube-apiserver for its version, on which some of its flags depend. */
export function versionStep(input: ClusterSmokeInput): CommandStep {
  return emulated(input, 'kube-apiserver', 'version', 'ask kube-apiserver for its version', ['--version'], {
    timeoutMs: 60_000,
    expect: { exitCode: 0, output: 'Kubernetes v' },
  });
}

/** etcd with one member, on loopback, without TLS. */
export function etcdStep(input: ClusterSmokeInput): CommandStep {
  const client = `http://127.0.0.1:${input.ports.etcd}`;
  const peer = `http://127.0.0.1:${input.ports.etcdPeer}`;
  const args = [
    '--name=smoke',
    `--data-dir=${joinAbsolute(input.folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=smoke=${peer}`,
    // Nothing of it has to outlive the run, and under QEMU the members' clocks are slow.
    '--heartbeat-interval=500',
    '--election-timeout=5000',
  ];
  const env = { ETCD_UNSUPPORTED_ARCH: input.target.goarch };
  return emulated(input, 'etcd', 'etcd', 'start etcd', args, { env });
}

/**
 * kube-apiserver on loopback. It makes its serving certificate itself.
 *
 * @param version What it says of itself: `v1.20.2`. Until 1.19 it listens on
 *   port 8080 without TLS unless told not to; 1.24 no longer knows the flag.
 */
export function apiServerStep(input: ClusterSmokeInput, version: string): CommandStep {
  const { folder, ports } = input;
  const minor = Number(/^v1\.(\d+)/.exec(version)?.[1] ?? Number.NaN);
  const args = [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${ports.apiServer}`,
    ...(minor < 20 ? ['--insecure-port=0'] : []),
    `--cert-dir=${joinAbsolute(folder, 'certificates')}`,
    `--token-auth-file=${joinAbsolute(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${serviceAccountKey(folder)}`,
    `--service-account-signing-key-file=${serviceAccountKey(folder)}`,
    // An address of loopback may not be the endpoint of a service.
    '--endpoint-reconciler-type=none',
  ];
  return emulated(input, 'kube-apiserver', 'kube-apiserver', 'start kube-apiserver', args, {});
}

/** Asks for the namespaces, as the administrator; the API server makes `kube-system` soon after it is ready. */
export function kubectlStep(input: ClusterSmokeInput): CommandStep {
  const { folder } = input;
  const args = [
    `--kubeconfig=${joinAbsolute(folder, 'kubeconfig')}`,
    `--cache-dir=${joinAbsolute(folder, 'kubectl-cache')}`,
    'get',
    'namespaces',
  ];
  return emulated(input, 'kubectl', 'namespaces', 'ask for the namespaces with kubectl', args, {
    expect: { exitCode: 0, output: 'kube-system' },
  });
}

/** Which component builds each program of the control plane; of several the first. Paths are absolute. */
export function clusterArtifacts(
  root: string,
  components: readonly Component[],
  target: Target,
): Readonly<Partial<Record<ClusterProgram, string>>> {
  const artifacts = components.flatMap((component) => artifactsOf(component, target));
  const found = clusterPrograms.flatMap((program) => {
    const artifact = artifacts.find(({ name }) => name === program);
    return artifact === undefined ? [] : [[program, joinAbsolute(root, artifact.path)] as const];
  });
  return Object.fromEntries(found);
}

function emulated(
  { cpu, folder, programs, toolchain }: ClusterSmokeInput,
  program: ClusterProgram,
  id: string,
  title: string,
  args: readonly string[],
  more: Partial<Pick<CommandStep, 'env' | 'timeoutMs' | 'expect'>>,
): CommandStep {
  const { asyncPreemptOff, qemu, qemuArgs, sysroot } = toolchain;
  const model = cpu === undefined ? [] : ['-cpu', cpu];
  return {
    kind: 'smoke',
    id,
    title,
    command: qemu,
    args: [...qemuArgs, ...model, '-L', sysroot, programs[program], ...args],
    cwd: folder,
    ...more,
    env: { ...(asyncPreemptOff ? { GODEBUG: 'asyncpreemptoff=1' } : {}), ...more.env },
  };
}
