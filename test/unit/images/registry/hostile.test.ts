import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { buildGraph } from '../../../../src/core/images/graph';
import type { Availability } from '../../../../src/core/images/classify';
import { formatReference, parseReference, readReference } from '../../../../src/core/images/reference';
import { english } from '../../../../src/core/l10n';
import { askRegistries, type AskOptions } from '../../../../src/node/registry/availability';

const index = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [
    {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest: `sha256:${'a'.repeat(64)}`,
      size: 500,
      platform: { os: 'linux', architecture: 'mips64le' },
    },
  ],
});
const digest = `sha256:${createHash('sha256').update(index).digest('hex')}`;
const good = { kind: 'available', digest: `sha256:${'a'.repeat(64)}` };

type Handler = (request: IncomingMessage, response: ServerResponse, host: string) => void;
const servers: Server[] = [];

/** A server that answers as a test wants, and what was asked of it. */
async function serve(handle: Handler): Promise<{ readonly host: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
    handle(request, response, host);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { host, asked };
}

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function ask(
  names: readonly string[],
  more: Partial<AskOptions> = {},
): Promise<readonly Availability[]> {
  const demands = names.flatMap((name) => readReference(name) ?? []).map((reference) => ({ reference }));
  const options = { t: english, env: {}, goarch: 'mips64le', choices: {}, ...more };
  const answers = await askRegistries(buildGraph(demands, []), options);
  return demands.flatMap(({ reference }) => answers.get(formatReference(reference)) ?? []);
}

const reasonOf = (answer: Availability | undefined): string =>
  answer?.kind === 'unknown' ? answer.reason : '';
const give = (response: ServerResponse, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'content-type': 'application/vnd.oci.image.index.v1+json', ...headers });
  response.end(index);
};

describe('a registry that behaves badly', () => {
  it('and asks again and again who asks is asked twice, and then left', async () => {
    const { asked, host } = await serve((request, response, at) => {
      if (request.url?.startsWith('/token') === true) {
        response.end('{"token":"abc"}');
        return;
      }
      response.writeHead(401, {
        'www-authenticate': `Bearer realm="http://${at}/token",service="s",scope="repository:a:pull"`,
      });
      response.end();
    });
    const [answer] = await ask([`${host}/a:1`]);
    expect(reasonOf(answer)).toBe(
      `${host} does not let you read a: it may not exist, or "docker login ${host}" helps`,
    );
    expect(asked).toEqual([
      'HEAD /v2/a/manifests/1',
      'GET /token?service=s&scope=repository%3Aa%3Apull',
      'HEAD /v2/a/manifests/1',
    ]);
  });

  it('and gives tokens is asked with them', async () => {
    const { host } = await serve((request, response, at) => {
      if (request.url?.startsWith('/token') === true) response.end('{"access_token":"abc"}');
      else if (request.headers.authorization === 'Bearer abc') give(response);
      else {
        response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${at}/token"` });
        response.end();
      }
    });
    expect(await ask([`${host}/a:1`])).toEqual([good]);
  });

  it('and wants fewer requests is given time, as far as it asks for little', async () => {
    let requests = 0;
    const { host } = await serve((_, response) => {
      if (requests++ > 0) {
        give(response);
        return;
      }
      response.writeHead(429, { 'retry-after': '0' });
      response.end();
    });
    expect(await ask([`${host}/a:1`])).toEqual([good]);
    const busy = await serve((_, response) => {
      response.writeHead(429, { 'retry-after': '3600' });
      response.end();
    });
    const [answer] = await ask([`${busy.host}/a:1`]);
    expect(reasonOf(answer)).toBe(`${busy.host} wants fewer requests: try again in 3600 s`);
    expect(busy.asked).toHaveLength(1);
  });

  it('and is silent, or sends a byte now and then, is left, and not asked for the next image', async () => {
    const silent = await serve(() => undefined);
    const answers = await ask(
      Array.from({ length: 20 }, (_, at) => `${silent.host}/a:${at}`),
      { silenceMs: 200 },
    );
    expect(answers.map(reasonOf)).toEqual(answers.map(() => `${silent.host} does not answer in time`));
    expect(silent.asked.length).toBeLessThan(10);
    const slow = await serve((request, response) => {
      response.writeHead(200);
      if (request.method === 'HEAD') response.end();
      else setInterval(() => response.write(' '), 50).unref();
    });
    const [answer] = await ask([`${slow.host}/a:1`], { totalMs: 400 });
    expect(reasonOf(answer)).toBe(`${slow.host} does not answer in time`);
  });

  it('and sends something else than it says is not believed', async () => {
    const wrong = `sha256:${'b'.repeat(64)}`;
    const lying = await serve((_, response) => give(response, { 'docker-content-digest': wrong }));
    const [byTag, byDigest] = await ask([`${lying.host}/a:1`, `${lying.host}/a@${wrong}`]);
    const says = `${lying.host} sends something else than it says: ${digest} instead of ${wrong}`;
    expect([byTag, byDigest].map(reasonOf)).toEqual([says, says]);
  });

  it('and sends no manifest, far too much of one, or an error, is told so in one line', async () => {
    const { host } = await serve((request, response) => {
      if (request.url?.includes('/html/') === true) response.end('<html>not a registry</html>');
      else if (request.url?.includes('/large/') === true)
        response.end(Buffer.alloc(request.method === 'GET' ? 5 << 20 : 0, 32));
      else {
        response.writeHead(500);
        response.end('Traceback');
      }
    });
    expect((await ask([`${host}/html/a:1`, `${host}/large/a:1`, `${host}/other/a:1`])).map(reasonOf)).toEqual(
      [
        `${host}/html/a: its manifest cannot be read`,
        `${host}/large/a: its manifest is larger than 4 MB`,
        `${host} answers with status 500`,
      ],
    );
  });

  it('and leads elsewhere is followed to its own kind only, without what logs in', async () => {
    const authorizations: unknown[] = [];
    const other = await serve((request, response) => {
      authorizations.push(request.headers.authorization);
      give(response);
    });
    const { host } = await serve((request, response, at) => {
      if (request.url?.startsWith('/token') === true) response.end('{"token":"abc"}');
      else if (request.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${at}/token"` });
        response.end();
      } else {
        const to = request.url?.includes('/loop/') === true ? request.url : `http://${other.host}/`;
        response.writeHead(307, {
          location: request.url?.includes('/plain/') === true ? 'http://example.com/' : to,
        });
        response.end();
      }
    });
    const answers = await ask([`${host}/a:1`, `${host}/loop/a:1`, `${host}/plain/a:1`]);
    expect(answers[0]).toEqual(good);
    expect(authorizations.every((one) => one === undefined)).toBe(true);
    expect(reasonOf(answers[1])).toContain('sends its askers to');
    expect(reasonOf(answers[2])).toBe(`${host} sends its askers to http://example.com, which is not safe`);
  });

  it('and is not there leaves its images unknown', async () => {
    const { host } = await serve(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server?.close(resolve));
    const [answer] = await ask([`${host}/a:1`]);
    expect(reasonOf(answer)).toContain(`${host} cannot be reached: `);
  });

  it('has no names that a shell, a path or a header could take for something else', () => {
    for (const name of [
      'a;reboot',
      '$(id)/a',
      'a`id`',
      'a/../b',
      'a:1\r\nHost: b',
      "a'b",
      'a b',
      '-v/a',
      'a|b:1',
      'r.io/a:$(id)',
    ]) {
      expect(parseReference(name, english), name).toMatchObject({ kind: 'problem' });
    }
  });
});
