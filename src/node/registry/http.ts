import { request as requestHttp, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { CancelledError, isCancelled } from '../cancelled';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | { readonly stream: () => Readable; readonly bytes: number };
  readonly signal?: AbortSignal | undefined;
  /** How long the server may be silent. */
  readonly silenceMs: number;
  /** How long the whole may take; without limit where absent. */
  readonly totalMs?: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Where it came from in the end. */
  readonly url: URL;
  readonly body: IncomingMessage;
}

/** An answer that did not come, came too slowly, or led where none is asked. */
export class HttpProblem extends Error {
  constructor(
    readonly kind: 'slow' | 'unreachable' | 'redirect',
    message: string,
  ) {
    super(message);
    this.name = 'HttpProblem';
  }
}

const mostRedirects = 5;

/**
 * Sends a request and resolves with the head of its answer; the body is still
 * to be read. Redirects are followed, without what logs in where they lead to
 * another host; plain HTTP goes to the loopback alone.
 *
 * @throws HttpProblem; AbortError where the signal is aborted
 */
export async function sendHttp(request: HttpRequest): Promise<HttpResponse> {
  let { headers, url } = request;
  const until = request.totalMs === undefined ? undefined : Date.now() + request.totalMs;
  for (let hops = 0; ; hops++) {
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
      throw new HttpProblem('redirect', url.origin);
    }
    const response = await sendOnce({ ...request, headers, url }, until);
    const { location } = response.headers;
    const isMoved = [301, 302, 303, 307, 308].includes(response.status) && location !== undefined;
    const follows = isMoved && (request.method === 'GET' || request.method === 'HEAD');
    if (!follows) return response;
    response.body.resume();
    if (hops === mostRedirects || !URL.canParse(location, url)) throw new HttpProblem('redirect', url.origin);
    const next = new URL(location, url);
    // A server elsewhere may not send its askers to services of their own machine.
    if (isLoopback(next.hostname) && !isLoopback(url.hostname))
      throw new HttpProblem('redirect', next.origin);
    if (next.origin !== url.origin) {
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization'));
    }
    url = next;
  }
}

function sendOnce(request: HttpRequest, until: number | undefined): Promise<HttpResponse> {
  const { body, headers, method, signal, silenceMs, url } = request;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new CancelledError());
      return;
    }
    const length =
      body === undefined
        ? {}
        : { 'content-length': String(typeof body === 'string' ? Buffer.byteLength(body) : body.bytes) };
    const send = url.protocol === 'http:' ? requestHttp : requestHttps;
    const sent = send(url, { method, headers: { ...headers, ...length }, timeout: silenceMs });
    let answer: IncomingMessage | undefined;
    const stop = (error: Error): void => {
      answer?.destroy(error);
      sent.destroy(error);
    };
    const onAbort = (): void => stop(new CancelledError());
    signal?.addEventListener('abort', onAbort, { once: true });
    const timer =
      until === undefined
        ? undefined
        : setTimeout(() => stop(new HttpProblem('slow', url.host)), Math.max(1, until - Date.now()));
    sent.on('timeout', () => stop(new HttpProblem('slow', url.host)));
    sent.on('close', () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
    sent.on('error', (error) => {
      const isOurs = error instanceof HttpProblem || isCancelled(error);
      reject(isOurs ? error : new HttpProblem('unreachable', reasonOf(error)));
    });
    sent.on('response', (message) => {
      answer = message;
      resolve({ status: message.statusCode ?? 0, headers: message.headers, url, body: message });
    });
    if (typeof body === 'object') {
      const stream = body.stream();
      stream.on('error', stop);
      stream.pipe(sent);
    } else sent.end(body);
  });
}

/**
 * Reads a body of at most so many bytes.
 *
 * @returns undefined where there is more
 * @throws HttpProblem; AbortError
 */
export async function readBody({ body, url }: HttpResponse, most: number): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of body as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > most) return undefined;
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof HttpProblem || isCancelled(error)) throw error;
    throw new HttpProblem('unreachable', error instanceof Error ? reasonOf(error) : url.host);
  }
  return Buffer.concat(parts);
}

/** Whether a host is this machine itself. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function reasonOf(error: Error): string {
  const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [];
  const first = errors[0];
  return first instanceof Error ? first.message : error.message;
}
