import { setTimeout as wait } from 'node:timers/promises';
import { readChallenge, retryAfter, type Challenge } from '../../core/images/registry/challenge';
import type { Translate } from '../../core/l10n';
import { CancelledError } from '../cancelled';
import type { Environment } from '../tools';
import { findCredentials, type Credentials } from './credentials';
import { HttpProblem, isLoopback, readBody, sendHttp, type HttpRequest, type HttpResponse } from './http';

export interface SessionOptions {
  readonly t: Translate;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
  /** How long a registry may be silent, and how long a small answer may take; milliseconds. */
  readonly silenceMs?: number;
  readonly totalMs?: number;
}

/** Why a registry gives no answer that can be used, in one line. */
export class RegistryProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RegistryProblem';
  }
}

export interface RegistryRequest {
  readonly method: HttpRequest['method'];
  readonly registry: string;
  readonly repository: string;
  readonly action: 'pull' | 'push';
  /** What follows `/v2/<repository>/`; or a whole address, where the registry gave one. */
  readonly path: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HttpRequest['body'];
  /** Whether it may take as long as it goes on. */
  readonly isLong?: boolean;
}

/** Longest wait that a registry may ask for; it is told instead where it wants more. */
const longestWaitMs = 20_000;
const mostWaits = 2;
const largestToken = 1 << 20;

/**
 * Talks to registries in the OCI distribution API: logs in where they want it,
 * waits where they ask for it, and says in one line why there is no answer.
 * What logs in is kept in memory only. A registry that cannot be reached is
 * not asked again.
 */
export class RegistrySession {
  private readonly logins = new Map<string, Promise<Credentials | undefined>>();
  /** Authorization headers by registry, repository and action. */
  private readonly authorizations = new Map<string, string>();
  private readonly dead = new Map<string, RegistryProblem>();

  constructor(private readonly options: SessionOptions) {}

  /**
   * Sends a request; resolves with the answer, 404 included.
   *
   * @throws RegistryProblem; AbortError where the signal is aborted
   */
  async send(request: RegistryRequest): Promise<HttpResponse> {
    const { registry, repository, action } = request;
    const { t } = this.options;
    const key = `${registry}/${repository} ${action}`;
    let triedLogin = false;
    for (let waits = 0; ;) {
      const response = await this.once(request, this.authorizations.get(key));
      const { headers, status } = response;
      if (status === 401) {
        response.body.resume();
        const challenge = triedLogin ? undefined : readChallenge(headers['www-authenticate']);
        const authorization = challenge && (await this.authorize(challenge, request));
        if (authorization === undefined) throw new RegistryProblem(this.refusal(request));
        triedLogin = true;
        this.authorizations.set(key, authorization);
        continue;
      }
      if (status === 403) {
        response.body.resume();
        throw new RegistryProblem(this.refusal(request));
      }
      const isBusy = status === 429 || status === 503;
      if (isBusy) {
        response.body.resume();
        const delay = retryAfter(headers['retry-after'], Date.now()) ?? 1000 * (waits + 1);
        if (waits === mostWaits || delay > longestWaitMs) {
          throw new RegistryProblem(
            status === 429
              ? t('{0} wants fewer requests: try again in {1} s', registry, Math.ceil(delay / 1000))
              : t('{0} is overloaded: try again in {1} s', registry, Math.ceil(delay / 1000)),
          );
        }
        waits++;
        await this.pause(delay);
        continue;
      }
      if (status >= 200 && status < 300) return response;
      if (status === 404) return response;
      response.body.resume();
      throw new RegistryProblem(t('{0} answers with status {1}', registry, status));
    }
  }

  private async once(request: RegistryRequest, authorization: string | undefined): Promise<HttpResponse> {
    const { registry } = request;
    const dead = this.dead.get(registry);
    if (dead) throw dead;
    const { path } = request;
    const url =
      typeof path === 'string' ? new URL(`${addressOf(registry)}/v2/${request.repository}/${path}`) : path;
    // An upload's address may lie elsewhere; what logs in stays with the registry.
    const isHome = url.host === new URL(addressOf(registry)).host;
    return this.http(registry, {
      method: request.method,
      url,
      headers: { ...request.headers, ...(authorization !== undefined && isHome && { authorization }) },
      ...(request.body !== undefined && { body: request.body }),
      ...(request.isLong !== true && { totalMs: this.options.totalMs ?? 30_000 }),
    });
  }

  private async http(
    registry: string,
    request: Omit<HttpRequest, 'signal' | 'silenceMs'>,
  ): Promise<HttpResponse> {
    const { signal, silenceMs = 15_000 } = this.options;
    try {
      return await sendHttp({ ...request, signal, silenceMs });
    } catch (error) {
      throw this.problemOf(error, registry);
    }
  }

  /** What went wrong, for the user; a registry that does not answer is remembered as such. */
  problemOf(error: unknown, registry: string): unknown {
    if (!(error instanceof HttpProblem)) return error;
    const { t } = this.options;
    switch (error.kind) {
      case 'redirect':
        return new RegistryProblem(
          t('{0} sends its askers to {1}, which is not safe', registry, error.message),
        );
      case 'slow': {
        const problem = new RegistryProblem(t('{0} does not answer in time', registry));
        this.dead.set(registry, problem);
        return problem;
      }
      case 'unreachable': {
        const problem = new RegistryProblem(t('{0} cannot be reached: {1}', registry, error.message));
        this.dead.set(registry, problem);
        return problem;
      }
    }
  }

  private async authorize(challenge: Challenge, request: RegistryRequest): Promise<string | undefined> {
    const credentials = await this.credentials(request.registry);
    if (challenge.kind === 'basic') {
      return credentials?.kind === 'password' ? basic(credentials) : undefined;
    }
    return this.token(challenge, credentials, request);
  }

  /** Gets a token of the server that the registry names, for this repository. */
  private async token(
    { realm, scope, service }: Extract<Challenge, { kind: 'bearer' }>,
    credentials: Credentials | undefined,
    { action, registry, repository }: RegistryRequest,
  ): Promise<string | undefined> {
    if (!URL.canParse(realm)) return undefined;
    const url = new URL(realm);
    const wanted = scope ?? `repository:${repository}:${action === 'push' ? 'pull,push' : 'pull'}`;
    const fields = { ...(service !== undefined && { service }), scope: wanted };
    const home = new URL(addressOf(registry));
    if (isLoopback(url.hostname) && !isLoopback(home.hostname)) return undefined;
    let response: HttpResponse;
    const totalMs = this.options.totalMs ?? 30_000;
    if (credentials?.kind === 'identity') {
      const form = {
        ...fields,
        grant_type: 'refresh_token',
        client_id: 'mips-port',
        refresh_token: credentials.token,
      };
      response = await this.http(registry, {
        method: 'POST',
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(form).toString(),
        totalMs,
      });
    } else {
      for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
      const headers: Record<string, string> = credentials ? { authorization: basic(credentials) } : {};
      response = await this.http(registry, { method: 'GET', url, headers, totalMs });
    }
    const body = await this.body(response, registry, largestToken);
    if (response.status !== 200 || !body) return undefined;
    const token = tokenIn(body.toString('utf8'));
    return token === undefined ? undefined : `Bearer ${token}`;
  }

  /**
   * The body of an answer; undefined where it has more than so many bytes.
   *
   * @throws RegistryProblem; AbortError
   */
  async body(response: HttpResponse, registry: string, most: number): Promise<Buffer | undefined> {
    try {
      return await readBody(response, most);
    } catch (error) {
      throw this.problemOf(error, registry);
    }
  }

  private credentials(registry: string): Promise<Credentials | undefined> {
    const known = this.logins.get(registry) ?? findCredentials(registry, this.options.env);
    this.logins.set(registry, known);
    return known;
  }

  private refusal({ action, registry, repository }: RegistryRequest): string {
    const { t } = this.options;
    return action === 'pull'
      ? t(
          '{0} does not let you read {1}: it may not exist, or "docker login {0}" helps',
          registry,
          repository,
        )
      : t('{0} does not let you write {1}: "docker login {0}" may help', registry, repository);
  }

  private async pause(milliseconds: number): Promise<void> {
    const { signal } = this.options;
    try {
      await wait(milliseconds, undefined, signal ? { signal } : {});
    } catch {
      throw new CancelledError();
    }
  }
}

/** Where a registry answers: Docker Hub elsewhere than its name says, the loopback without TLS. */
export function addressOf(registry: string): string {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  const host = registry.replace(/:\d+$/, '');
  return `${isLoopback(host) ? 'http' : 'https'}://${registry}`;
}

function basic({ secret, user }: Extract<Credentials, { kind: 'password' }>): string {
  return `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
}

function tokenIn(text: string): string | undefined {
  try {
    const { access_token: access, token } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const found = [token, access].find((one) => typeof one === 'string' && one !== '');
    // A header takes no control characters.
    return typeof found === 'string' && /^[\x21-\x7e]+$/.test(found) ? found : undefined;
  } catch {
    return undefined;
  }
}
