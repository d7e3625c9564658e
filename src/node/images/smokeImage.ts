import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Translate } from '../../core/l10n';
import type { ImageSmoke } from '../../core/manifest/images';
import type { ImageEngine } from '../../core/plan/imageSteps';
import { runProcess, type ProcessEnd } from '../runProcess';
import type { LocalImage } from './localImages';

export interface SmokeOptions {
  readonly engine: ImageEngine;
  readonly goarch: string;
  readonly t: Translate;
  readonly signal?: AbortSignal | undefined;
}

/** How a run of an image ended. */
export interface SmokeResult {
  readonly passed: boolean;
  /** Why not, in one line; what was seen where it passed. */
  readonly message: string;
  /** The last of the output, at most 4 KB. */
  readonly output: string;
}

const shownOutput = 4096;
const betweenAsks = 250;

/**
 * Runs an image as its recipe says: to its end, or until it answers over HTTP.
 * The container is removed however that went.
 */
export async function smokeImage(
  tag: string,
  image: LocalImage,
  smoke: ImageSmoke,
  options: SmokeOptions,
): Promise<SmokeResult> {
  const name = `mips-port-smoke-${randomBytes(6).toString('hex')}`;
  const { engine, t } = options;
  if (engine.kind === 'buildah') {
    const made = await engineOutput(engine, ['from', '--name', name, tag]);
    if (made.end.kind !== 'exited' || made.end.exitCode !== 0) {
      return { passed: false, message: t('no container could be made of {0}', tag), output: made.output };
    }
  }
  try {
    return await (smoke.http ? askContainer : runContainer)(name, tag, image, smoke, options);
  } finally {
    await engineOutput(engine, engine.kind === 'buildah' ? ['rm', name] : ['rm', '--force', name]);
  }
}

async function runContainer(
  name: string,
  tag: string,
  image: LocalImage,
  smoke: ImageSmoke,
  options: SmokeOptions,
): Promise<SmokeResult> {
  const { t } = options;
  const { end, output } = await start(name, tag, image, smoke, options).ended;
  const shown = output.slice(-shownOutput);
  const failed = (message: string): SmokeResult => ({ passed: false, message, output: shown });
  if (end.kind === 'timeout') return failed(t('no end after {0} s', smoke.timeout));
  if (end.kind === 'cancelled') return failed(t('cancelled'));
  if (end.kind !== 'exited') return failed(t('{0} could not be started', options.engine.command));
  if (end.exitCode !== smoke.exitCode) return failed(describeExit(end.exitCode, output, options));
  if (smoke.expect !== undefined && !output.includes(smoke.expect)) {
    return failed(t('the output does not contain "{0}"', smoke.expect));
  }
  return { passed: true, message: smoke.expect ?? t('exit status {0}', end.exitCode), output: shown };
}

async function askContainer(
  name: string,
  tag: string,
  image: LocalImage,
  smoke: ImageSmoke,
  options: SmokeOptions,
): Promise<SmokeResult> {
  const { engine, signal, t } = options;
  const { path, port } = smoke.http ?? { path: '/', port: 80 };
  // Without a network of its own the container has this machine's ports.
  if (engine.kind === 'buildah' && (await isOpen(port))) {
    return { passed: false, message: t('port {0} of this machine is in use', port), output: '' };
  }
  const stop = new AbortController();
  const cancel = (): void => stop.abort();
  signal?.addEventListener('abort', cancel, { once: true });
  const run = start(name, tag, image, smoke, { ...options, signal: stop.signal });
  let ended: { readonly end: ProcessEnd; readonly output: string } | undefined;
  const ending = run.ended.then((result) => {
    ended = result;
  });
  let passed = false;
  let answer = '';
  const until = Date.now() + smoke.timeout * 1000;
  while (!passed && ended === undefined && Date.now() < until && signal?.aborted !== true) {
    await wait(betweenAsks);
    const published = engine.kind === 'buildah' ? port : await publishedPort(engine, name, port);
    if (published === undefined) continue;
    const got = await ask(published, path);
    if (got === undefined) continue;
    answer = got.slice(0, shownOutput);
    passed = got.includes(smoke.expect ?? '');
    if (!passed) break;
  }
  stop.abort();
  signal?.removeEventListener('abort', cancel);
  if (engine.kind !== 'buildah') await engineOutput(engine, ['rm', '--force', name]);
  await ending;
  const output = ((ended?.output ?? '') + answer).slice(-shownOutput);
  if (passed) return { passed, message: t('it answers on port {0}', port), output };
  if (signal?.aborted === true) return { passed, message: t('cancelled'), output };
  if (answer !== '')
    return { passed, message: t('the answer does not contain "{0}"', smoke.expect ?? ''), output };
  if (ended?.end.kind === 'exited' && isEngines(ended.end.exitCode, engine)) {
    return { passed, message: describeExit(ended.end.exitCode, ended.output, options), output };
  }
  return ended?.end.kind === 'exited'
    ? { passed, message: t('it ended with status {0} and did not answer', ended.end.exitCode), output }
    : { passed, message: t('no answer on port {0} after {1} s', port, smoke.timeout), output };
}

/** With this status `docker run` and `podman run` say that they failed themselves. */
function isEngines(exitCode: number, { kind }: ImageEngine): boolean {
  return exitCode === 125 && kind !== 'buildah';
}

function describeExit(exitCode: number, output: string, { engine, t }: SmokeOptions): string {
  const said = output.trim().split('\n').at(-1) ?? '';
  return isEngines(exitCode, engine) && said !== ''
    ? t('{0} could not start it: {1}', engine.command, said.replace(/^Error: /, ''))
    : t('exit status {0}', exitCode);
}

function start(
  name: string,
  tag: string,
  image: LocalImage,
  smoke: ImageSmoke,
  { engine, goarch, signal }: SmokeOptions,
): { readonly ended: Promise<{ readonly end: ProcessEnd; readonly output: string }> } {
  let output = '';
  const ended = runProcess({
    command: engine.command,
    args: runArgs(name, tag, image, smoke, engine, goarch),
    cwd: '/',
    timeoutMs: smoke.timeout * 1000,
    ...(signal && { signal }),
    onOutput: (text) => {
      output = (output + text).slice(-(1 << 20));
    },
  }).then((end) => ({ end, output }));
  return { ended };
}

/** `buildah run` knows no entrypoint, so that the whole command is given to it. */
export function runArgs(
  name: string,
  tag: string,
  { command, entrypoint }: Pick<LocalImage, 'command' | 'entrypoint'>,
  smoke: ImageSmoke,
  engine: ImageEngine,
  goarch: string,
): readonly string[] {
  const env = Object.entries(smoke.env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  if (engine.kind === 'buildah') {
    const program = smoke.entrypoint === undefined ? entrypoint : [smoke.entrypoint];
    const rest = smoke.args ?? (smoke.entrypoint === undefined ? command : []);
    return ['run', ...env, name, '--', ...program, ...rest];
  }
  const own = smoke.entrypoint === undefined ? [] : ['--entrypoint', smoke.entrypoint];
  const publish = smoke.http ? ['--publish', `127.0.0.1::${smoke.http.port}`] : [];
  return [
    'run',
    '--rm',
    '--init',
    '--platform',
    `linux/${goarch}`,
    '--name',
    name,
    ...publish,
    ...env,
    ...own,
    tag,
    ...(smoke.args ?? []),
  ];
}

async function publishedPort(engine: ImageEngine, name: string, port: number): Promise<number | undefined> {
  const { output } = await engineOutput(engine, ['port', name, `${port}/tcp`]);
  const found = /127\.0\.0\.1:(\d+)/.exec(output)?.[1];
  return found === undefined ? undefined : Number(found);
}

/** What a server on this machine answers, or undefined where it does not. */
function ask(port: number, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, timeout: 5000 }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > 1 << 20) request.destroy();
      });
      response.on('close', () => resolve(text));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

async function engineOutput(
  { command }: ImageEngine,
  args: readonly string[],
): Promise<{ readonly end: ProcessEnd; readonly output: string }> {
  let output = '';
  const end = await runProcess({
    command,
    args,
    cwd: '/',
    timeoutMs: 60_000,
    onOutput: (text) => {
      output = (output + text).slice(-shownOutput);
    },
  });
  return { end, output };
}
