import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraph } from '../../../../src/core/images/graph';
import { readReference } from '../../../../src/core/images/reference';
import { english } from '../../../../src/core/l10n';
import { ImageStore } from '../../../../src/node/deliver/imageStore';
import { askRegistries } from '../../../../src/node/registry/availability';
import { RegistryClient } from '../../../../src/node/registry/client';
import { pushImage, type Pushed } from '../../../../src/node/registry/push';
import { makeImage } from '../../support/images';
import { TestRegistry } from '../../support/registry';
import { describeWith } from '../../support/tools';

const goarch = 'mips64le';
/** `s3cret`, by bcrypt. */
const htpasswd = 'porter:$2b$05$ucRRGcd2Eu7ysekDgHiTpeOM32ulgDWZ1WVyQHrcJ4CU4jW7kzdFm';

describeWith(['docker-registry'], 'a registry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mips-port-registry-'));
  const store = new ImageStore(join(folder, 'store'));
  const cacheFolder = join(folder, 'cache');
  const registries: TestRegistry[] = [];
  let open: TestRegistry;
  let locked: TestRegistry;

  beforeAll(async () => {
    open = await TestRegistry.start(join(folder, 'open'));
    locked = await TestRegistry.start(join(folder, 'locked'), htpasswd);
    registries.push(open, locked);
  }, 30_000);
  afterAll(async () => {
    await Promise.all(registries.map((registry) => registry.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  const push = async (
    architecture: string,
    tag: string,
    place: { listTag?: string; env?: Record<string, string>; host?: string } = {},
  ): Promise<Pushed> => {
    const image = await makeImage(
      store,
      'any:1',
      [{ base: 'same for all' }, { app: architecture }],
      architecture,
    );
    const client = new RegistryClient({ t: english, env: place.env ?? {} });
    const { listTag } = place;
    return pushImage(
      client,
      store,
      image,
      {
        registry: place.host ?? open.host,
        repository: 'k8s/app',
        archTag: tag,
        ...(listTag !== undefined && { listTag }),
      },
      english,
    );
  };
  const ask = async (
    names: readonly string[],
    env: Record<string, string> = {},
  ): Promise<Readonly<Record<string, unknown>>> => {
    const demands = names.flatMap((name) => readReference(name) ?? []).map((reference) => ({ reference }));
    const answers = await askRegistries(buildGraph(demands, []), {
      t: english,
      env,
      goarch,
      choices: {},
      cacheFolder,
    });
    return Object.fromEntries(answers);
  };

  it('takes an image of each architecture and joins them to a list, which it reads back', async () => {
    const amd64 = await push('amd64', '1-amd64', { listTag: '1' });
    expect(amd64.list?.platforms).toEqual(['linux/amd64']);
    const name = `${open.host}/k8s/app:1`;
    expect(await ask([name])).toEqual({ [name]: { kind: 'other-platforms', platforms: ['linux/amd64'] } });

    const own = await push('mips64le', '1-mips64le', { listTag: '1' });
    expect(own.list?.platforms).toEqual(['linux/amd64', 'linux/mips64le']);
    // The layer that both have in common was there.
    expect(own.sentBytes).toBeLessThan(amd64.sentBytes);
    expect(await ask([name, `${open.host}/k8s/app:1-mips64le`, `${open.host}/k8s/app:2`])).toEqual({
      [name]: { kind: 'available', digest: own.digest },
      [`${open.host}/k8s/app:1-mips64le`]: { kind: 'available', digest: own.digest },
      [`${open.host}/k8s/app:2`]: { kind: 'not-found' },
    });
    // Once more changes nothing.
    expect(await push('mips64le', '1-mips64le', { listTag: '1' })).toEqual({ ...own, sentBytes: 0 });
  });

  it('makes a list of an image that had none', async () => {
    const single = await push('arm64', '3');
    expect(single.list).toBeUndefined();
    const joined = await push('mips64le', '3-mips64le', { listTag: '3' });
    expect(joined.list?.platforms).toEqual(['linux/arm64', 'linux/mips64le']);
  });

  it('is asked for what is in the cache by its digest, and only then', async () => {
    const { list } = await push('mips64le', '4-mips64le', { listTag: '4' });
    const name = `${open.host}/k8s/app:4`;
    const first = await ask([name]);
    const kept = join(cacheFolder, 'blobs/sha256', list?.digest.slice('sha256:'.length) ?? '');
    expect(existsSync(kept)).toBe(true);
    // What does not have its digest any more is fetched anew.
    writeFileSync(kept, '{}');
    expect(await ask([name])).toEqual(first);
    expect(readFileSync(kept, 'utf8')).toContain('mips64le');
  });

  it('is logged in to with what Docker or its credential helper has', async () => {
    const name = `${locked.host}/k8s/app:1-mips64le`;
    const refused = (await ask([name]))[name];
    expect(refused).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining(`docker login ${locked.host}`) as unknown,
    });

    const config = join(folder, 'docker');
    const bin = join(folder, 'bin');
    mkdirSync(config);
    mkdirSync(bin);
    const auth = Buffer.from('porter:s3cret').toString('base64');
    writeFileSync(join(config, 'config.json'), JSON.stringify({ auths: { [locked.host]: { auth } } }));
    const env = { DOCKER_CONFIG: config, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
    const { digest } = await push('mips64le', '1-mips64le', { host: locked.host, env });
    expect((await ask([name], env))[name]).toEqual({ kind: 'available', digest });

    const helper = join(bin, 'docker-credential-mine');
    writeFileSync(
      helper,
      `#!/bin/sh\nread host\n[ "$1 $host" = "get ${locked.host}" ] && echo '{"Username":"porter","Secret":"s3cret"}'\n`,
    );
    chmodSync(helper, 0o755);
    writeFileSync(join(config, 'config.json'), JSON.stringify({ credHelpers: { [locked.host]: 'mine' } }));
    expect((await ask([name], env))[name]).toEqual({ kind: 'available', digest });
    // A helper whose name is a path is not run, and nothing that logs in is written anywhere.
    writeFileSync(
      join(config, 'config.json'),
      JSON.stringify({ credsStore: `../bin/docker-credential-mine` }),
    );
    expect((await ask([name], env))[name]).toMatchObject({ kind: 'unknown' });
    const written = readdirSync(cacheFolder, { recursive: true, withFileTypes: true }).filter((one) =>
      one.isFile(),
    );
    const texts = written.map((one) => readFileSync(join(one.parentPath, one.name), 'utf8'));
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.filter((text) => text.includes('s3cret') || text.includes(auth))).toEqual([]);
  });
});
