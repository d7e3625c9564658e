import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Translate } from '../core/l10n';
import {
  apiServerStep,
  clusterFiles,
  clusterPrograms,
  etcdStep,
  kubectlStep,
  serviceAccountKey,
  servingCertificate,
  versionStep,
  type ClusterSmokeInput,
} from '../core/plan/clusterSmoke';
import type { CommandStep, Plan } from '../core/plan/plan';
import { startServer, type Server } from './server';
import { runPlan, succeeded, type RunEvents } from './runPlan';

/** What the caller of a smoke run chooses; folder, ports and token are made for each run. */
export type ClusterSmokeRequest = Pick<ClusterSmokeInput, 'target' | 'toolchain' | 'cpu' | 'programs'> & {
  /** Milliseconds for the whole run. */
  readonly timeoutMs: number;
};

export interface ClusterSmokeOptions {
  readonly t: Translate;
  readonly signal: AbortSignal;
  readonly events: RunEvents & {
    /** What goes on, in one line. */
    readonly onNote: (text: string) => void;
  };
}

/** How a smoke run ended. */
export interface ClusterSmokeEnd {
  readonly kind: 'passed' | 'failed' | 'timeout' | 'cancelled';
  /** One line, and below it the last output of the program that failed. */
  readonly message: string;
  /** What kube-apiserver says of itself: `v1.20.2`; absent where it did not come so far. */
  readonly version?: string;
}

/** How long to wait between two questions, in milliseconds. */
const pauseMs = 500;

/**
 * Starts etcd and kube-apiserver under QEMU on loopback, waits until `/readyz`
 * is ok, asks kubectl for the namespaces, and takes everything down again:
 * after a success, a failure, a cancel and a timeout alike no process and no
 * file is left. Never rejects for what a program does.
 */
export async function runClusterSmoke(
  request: ClusterSmokeRequest,
  options: ClusterSmokeOptions,
): Promise<ClusterSmokeEnd> {
  const { t, events } = options;
  const started = Date.now();
  const folder = await mkdtemp(join(tmpdir(), 'mips-port-cluster-'));
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), request.timeoutMs);
  const signal = AbortSignal.any([options.signal, clock.signal]);
  const servers: Server[] = [];
  try {
    const input = await prepare(request, folder);
    const smoke = new Smoke(input, servers, { ...options, signal });
    const end = await smoke.run();
    if (end.kind !== 'passed') return stopped(end, request, options, clock.signal);
    events.onNote(t('passed after {0} s', seconds(started)));
    return end;
  } finally {
    clearTimeout(timer);
    events.onNote(t('takes the control plane down'));
    // The API server first: it complains at length about an etcd that is gone.
    for (const server of [...servers].reverse()) await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** A failure that only follows from a cancel or from the end of the time is told as such. */
function stopped(
  end: ClusterSmokeEnd,
  { timeoutMs }: ClusterSmokeRequest,
  { signal, t }: ClusterSmokeOptions,
  clock: AbortSignal,
): ClusterSmokeEnd {
  if (signal.aborted) return { ...end, kind: 'cancelled', message: t('cancelled') };
  if (!clock.aborted) return end;
  return {
    ...end,
    kind: 'timeout',
    message: `${t('not done after {0} s', timeoutMs / 1000)}\n${end.message}`,
  };
}

/** Free ports, a token, and the files in the folder. */
async function prepare(request: ClusterSmokeRequest, folder: string): Promise<ClusterSmokeInput> {
  const [etcd = 0, etcdPeer = 0, apiServer = 0] = await freePorts(3);
  const { target, toolchain, cpu, programs } = request;
  const input: ClusterSmokeInput = {
    target,
    toolchain,
    ...(cpu === undefined ? {} : { cpu }),
    programs,
    folder,
    ports: { etcd, etcdPeer, apiServer },
    token: randomBytes(24).toString('hex'),
  };
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const files = [...clusterFiles(input), { path: serviceAccountKey(folder), text: privateKey }];
  await Promise.all(files.map(({ path, text }) => writeFile(path, text, { mode: 0o600 })));
  return input;
}

/** One run, step by step. */
class Smoke {
  private version: string | undefined;

  constructor(
    private readonly input: ClusterSmokeInput,
    private readonly servers: Server[],
    private readonly options: ClusterSmokeOptions,
  ) {}

  async run(): Promise<ClusterSmokeEnd> {
    const problem = (await this.verify()) ?? (await this.askVersion()) ?? (await this.serve());
    const version = this.version === undefined ? {} : { version: this.version };
    if (problem !== undefined) return { kind: 'failed', message: problem, ...version };
    return { kind: 'passed', message: '', ...version };
  }

  private async verify(): Promise<string | undefined> {
    const { programs, target } = this.input;
    return this.runSteps({
      title: '',
      steps: clusterPrograms.map((program) => ({
        kind: 'verify',
        id: `verify-${program}`,
        title: `verify the ELF header of ${program}`,
        file: programs[program],
        target: target.goarch,
      })),
    });
  }

  private async askVersion(): Promise<string | undefined> {
    const plan: Plan = { title: '', steps: [versionStep(this.input)] };
    const results = await runPlan(plan, this.options);
    this.version = /Kubernetes (v\S+)/.exec(results[0]?.output ?? '')?.[1];
    return succeeded(plan, results) ? undefined : this.describe(results.at(-1)?.message, results[0]?.output);
  }

  private async serve(): Promise<string | undefined> {
    const { folder, ports, token } = this.input;
    const etcd = this.start(etcdStep(this.input));
    const health = `http://127.0.0.1:${ports.etcd}/health`;
    const noEtcd = await this.waitFor('etcd', etcd, async () => {
      const { status, text } = await answerOf(health);
      return status === 200 && /"health":\s*"?true/.test(text);
    });
    if (noEtcd !== undefined) return noEtcd;
    const api = this.start(apiServerStep(this.input, this.version ?? ''));
    const ready = `https://127.0.0.1:${ports.apiServer}/readyz`;
    const noApi = await this.waitFor('kube-apiserver /readyz', api, async () => {
      const ca = await readFile(servingCertificate(folder), 'utf8');
      const { status, text } = await answerOf(ready, ca, token);
      return status === 200 && text === 'ok';
    });
    return noApi ?? this.askKubectl(etcd, api);
  }

  /** Asks until the namespaces are there: the API server makes them after it is ready. */
  private async askKubectl(...running: readonly Server[]): Promise<string | undefined> {
    const plan: Plan = { title: '', steps: [kubectlStep(this.input)] };
    for (;;) {
      const results = await runPlan(plan, this.options);
      if (succeeded(plan, results)) return undefined;
      const [result] = results;
      const ended = running.find((server) => server.ended !== undefined);
      if (ended !== undefined) return this.describe(this.endOf(ended), ended.lastOutput);
      if (this.options.signal.aborted || result?.kind !== 'failed') {
        return this.describe(result?.message, result?.output);
      }
      await pause(this.options.signal);
    }
  }

  private start(step: CommandStep): Server {
    this.options.events.onStep?.(step);
    const server = startServer(step);
    this.servers.push(server);
    return server;
  }

  /** Asks a server until it answers as it should; undefined then, else why it will not. */
  private async waitFor(
    what: string,
    server: Server,
    ask: () => Promise<boolean>,
  ): Promise<string | undefined> {
    const { events, signal, t } = this.options;
    const started = Date.now();
    for (;;) {
      if (server.ended !== undefined) return this.describe(this.endOf(server), server.lastOutput);
      if (signal.aborted) return this.describe(t('{0} did not answer', what), server.lastOutput);
      if (await ask().catch(() => false)) {
        events.onNote(t('{0}: ok after {1} s', what, seconds(started)));
        return undefined;
      }
      await pause(signal);
    }
  }

  private endOf({ step, ended }: Server): string {
    const { t } = this.options;
    if (ended?.kind === 'not-found') {
      return t('{0} was not found; "mips-port doctor" says how to install it', step.command);
    }
    if (ended?.kind !== 'exited') return `${step.title}: ${ended?.kind ?? ''}`;
    return ended.signal === undefined
      ? t('{0}: ended too early, with exit status {1}', step.title, ended.exitCode)
      : t('{0}: ended too early, by signal {1}', step.title, ended.signal);
  }

  private describe(message = '', output = ''): string {
    const { t } = this.options;
    const misaligned =
      this.input.cpu === undefined && /SIGBUS/.test(message + output)
        ? [
            t(
              "QEMU's default CPU traps unaligned loads, which Loongson 3 does not: --cpu Loongson-3A4000 shows whether that is the reason",
            ),
          ]
        : [];
    return [message, ...misaligned, output.trimEnd()].filter((line) => line !== '').join('\n');
  }

  private async runSteps(plan: Plan): Promise<string | undefined> {
    const results = await runPlan(plan, this.options);
    return succeeded(plan, results)
      ? undefined
      : this.describe(results.at(-1)?.message, results.at(-1)?.output);
  }
}

function seconds(since: number): number {
  return Math.round((Date.now() - since) / 1000);
}

/** Waits a little, or until the signal. */
function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, pauseMs);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Ports of loopback that nobody listens on now. */
async function freePorts(count: number): Promise<readonly number[]> {
  const listeners = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject).listen(0, '127.0.0.1', resolve);
      });
      return server;
    }),
  );
  const ports = listeners.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  });
  await Promise.all(listeners.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  return ports;
}

/** One GET on loopback, proxies left aside; rejects where there is no answer within ten seconds. */
function answerOf(url: string, ca?: string, token?: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const options = { headers, timeout: 10_000, ...(ca === undefined ? {} : { ca }) };
    const request = (ca === undefined ? getHttp : getHttps)(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', reject);
  });
}
