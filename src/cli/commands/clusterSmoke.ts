import { resolve } from 'node:path';
import { clusterArtifacts, clusterPrograms, type ClusterProgram } from '../../core/plan/clusterSmoke';
import type { Target } from '../../core/target/targets';
import { resolveToolchain } from '../../node/resolveToolchain';
import { runClusterSmoke } from '../../node/runClusterSmoke';
import { CliError, exitCodes, type CliContext } from '../io';
import type { ToolOptions } from '../options';
import { findWorkspace, hasManifest, targetOf, toolchainOf } from '../workspace';
import { runOptions } from './components';

/** Options of `mips-port cluster-smoke`. */
export interface ClusterSmokeOptions extends Pick<
  ToolOptions,
  'target' | 'qemu' | 'qemuArg' | 'asyncPreemptOff'
> {
  readonly cpu?: string;
  readonly etcd?: string;
  readonly kubeApiserver?: string;
  readonly kubectl?: string;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * `mips-port cluster-smoke`: runs the control plane under QEMU until kubectl
 * has an answer, and takes it down again. Exits with 1 where that fails.
 */
export async function runClusterSmokeCommand(
  options: ClusterSmokeOptions,
  context: CliContext,
): Promise<number> {
  const { io, signal, t } = context;
  const workspace = hasManifest(context) ? findWorkspace('.', context) : undefined;
  const target = targetOf(options, workspace?.manifest, context);
  const toolchain = await resolveToolchain(toolchainOf(options, target), io.cwd);
  const shown = runOptions(context);
  const request = {
    target,
    toolchain,
    ...(options.cpu === undefined ? {} : { cpu: options.cpu }),
    programs: programsOf(options, workspace, target, context),
    timeoutMs: options.timeout * 1000,
  };
  const onNote = (text: string): void => {
    io.stdout.write(`# ${text}\n`);
  };
  const end = await toTheEnd(() =>
    runClusterSmoke(request, { t, signal, events: { ...shown.events, onNote } }),
  );
  if (end.kind === 'passed') {
    io.stdout.write(
      `${t('The control plane of Kubernetes {0} answers on {1}.', end.version ?? '?', target.goarch)}\n`,
    );
    return exitCodes.clean;
  }
  io.stderr.write(`mips-port: ${end.message}\n`);
  return exitCodes.found;
}

/** The programs that the options name, else those that components of the manifest build. */
function programsOf(
  options: ClusterSmokeOptions,
  workspace: ReturnType<typeof findWorkspace> | undefined,
  target: Target,
  { io, t }: CliContext,
): Readonly<Record<ClusterProgram, string>> {
  const built = workspace ? clusterArtifacts(workspace.root, workspace.manifest.components, target) : {};
  const named: Readonly<Record<ClusterProgram, string | undefined>> = {
    etcd: options.etcd,
    'kube-apiserver': options.kubeApiserver,
    kubectl: options.kubectl,
  };
  const pathOf = (program: ClusterProgram): string => {
    const given = named[program];
    const path = given === undefined ? built[program] : resolve(io.cwd, given);
    if (path === undefined) {
      throw new CliError(t('no component builds {0}; name the file with --{0}', program));
    }
    return path;
  };
  const [etcd, apiServer, kubectl] = clusterPrograms;
  return { [etcd]: pathOf(etcd), [apiServer]: pathOf(apiServer), [kubectl]: pathOf(kubectl) };
}

/** A second Ctrl+C does not end this process before what it started. */
async function toTheEnd<T>(work: () => Promise<T>): Promise<T> {
  const ignore = (): void => undefined;
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of names) process.on(name, ignore);
  try {
    return await work();
  } finally {
    for (const name of names) process.removeListener(name, ignore);
  }
}
