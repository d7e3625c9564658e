import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StoredImage } from '../../../../src/core/images/deliver/layout';
import type { NodeDelivery } from '../../../../src/core/images/deliver/table';
import { english } from '../../../../src/core/l10n';
import { deliver, type DeliverOptions } from '../../../../src/node/deliver/deliver';
import { ImageStore } from '../../../../src/node/deliver/imageStore';
import { makeImage } from '../../support/images';
import { freePort, nodeNeeds, SshUser, TestNode } from '../../support/nodes';
import { describeWith } from '../../support/tools';

describeWith(nodeNeeds, 'delivery to nodes with sshd and containerd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mips-port-nodes-'));
  const store = new ImageStore(join(folder, 'store'));
  const nodes: TestNode[] = [];
  let user: SshUser;
  let images: readonly StoredImage[] = [];

  const run = (more: Partial<DeliverOptions> = {}, which = nodes): Promise<readonly NodeDelivery[]> =>
    deliver(
      images,
      which.map(({ node }) => node),
      store,
      { t: english, goarch: 'mips64le', parallel: 2, configFile: user.configFile, ...more },
    );
  const states = (result: readonly NodeDelivery[]): unknown =>
    result.map(({ node, images: rows, failure }) => [node, rows.map(({ state }) => state), failure?.kind]);

  beforeAll(async () => {
    user = new SshUser(join(folder, 'user'));
    for (const name of ['one', 'two']) {
      nodes.push(new TestNode(name, join(folder, name), await freePort(), user.publicKey));
    }
    await Promise.all(nodes.flatMap((node) => [node.startSshd(), node.startContainerd()]));
    const base = { 'etc/base': randomBytes(200_000) };
    images = [
      await makeImage(store, 'reg.local:5000/small:1', [base, { app: 'small' }]),
      await makeImage(store, 'reg.local:5000/large:1', [base, { app: randomBytes(20_000_000) }]),
      await makeImage(store, 'docker.io/library/last:1', [base, { app: 'last' }]),
    ];
  }, 60_000);

  afterAll(async () => {
    await Promise.all(nodes.map((node) => node.stop()));
    rmSync(folder, { recursive: true, force: true });
  }, 30_000);

  it('refuses a node whose host key is unknown, and serves the other', async () => {
    const [one, two] = nodes;
    if (!one || !two) return expect.fail();
    user.trust(one);
    const [first, second] = await run();
    expect(states([first, second].filter((item) => item !== undefined))).toEqual([
      ['one', ['loaded', 'loaded', 'loaded'], undefined],
      ['two', ['missing', 'missing', 'missing'], 'host-key-unknown'],
    ]);
    expect(second?.failure?.message).toContain(`ssh-keyscan -p ${two.port} 127.0.0.1`);
    expect(two.ctr('images', 'ls', '-q').stdout).toBe('');
    for (const { name, manifest } of images) {
      const line = one.ctr('images', 'ls', `name==${name}`).stdout.split('\n')[1];
      expect(line).toContain(manifest.digest);
      expect(line).toContain('linux/mips64le');
    }
    // The layer that all have in common went over once.
    const bytes = images.flatMap(({ manifest, config, layers }) => [manifest, config, ...layers]);
    const distinct = new Map(bytes.map(({ digest, size }) => [digest, size]));
    expect(first?.sentBytes).toBe([...distinct.values()].reduce((sum, size) => sum + size, 0));
  }, 30_000);

  it('goes on where it stopped when a node dies in the middle', async () => {
    const [, two] = nodes;
    if (!two) return expect.fail();
    user.trust(two);
    const died = await run({
      onProgress: (node, message) => {
        if (node.name === 'two' && message.includes('large')) setTimeout(() => void two.killContainerd(), 80);
      },
    });
    expect(died[0]).toMatchObject({ node: 'one', failure: undefined, sentBytes: 0 });
    expect(states(died.slice(1))).toEqual([
      ['two', ['loaded', 'missing', 'missing'], expect.stringMatching(/runtime-stopped|failed/) as unknown],
    ]);
    expect((await run({}, [two]))[0]?.failure?.kind).toBe('runtime-stopped');

    await two.startContainerd();
    const [asked] = await run({ onlyAsk: true }, [two]);
    expect(asked).toMatchObject({ failure: undefined, sentBytes: 0 });
    expect(asked?.images.map(({ state }) => state)).toEqual(['present', 'missing', 'missing']);
    const [resumed] = await run({}, [two]);
    expect(states(resumed ? [resumed] : [])).toEqual([['two', ['present', 'loaded', 'loaded'], undefined]]);
    const [again] = await run({}, [two]);
    expect(again?.sentBytes).toBe(0);
    expect(two.ctr('images', 'check', '-q').stdout.trim().split('\n').sort()).toEqual(
      images.map(({ name }) => name).sort(),
    );
  }, 40_000);

  it('says in one line why a node cannot be used', async () => {
    const [, two] = nodes;
    if (!two) return expect.fail();
    const stranger = new SshUser(join(folder, 'stranger'));
    stranger.trust(two);
    expect(states(await run({ configFile: stranger.configFile }, [two]))).toEqual([
      ['two', ['missing', 'missing', 'missing'], 'auth'],
    ]);
    writeFileSync(user.knownHosts, `[127.0.0.1]:${two.port} ${nodes[0]?.hostKey ?? ''}`);
    expect((await run({}, [two]))[0]?.failure?.kind).toBe('host-key-changed');
    writeFileSync(user.knownHosts, '');
    user.trust(two);
    await two.stopSshd();
    const [refused] = await run({}, [two]);
    expect(refused?.failure).toEqual({ kind: 'refused', message: 'nothing answers on its ssh port' });
  }, 30_000);

  it('is cancelled between and inside of sessions', async () => {
    const abort = new AbortController();
    const pending = run({ signal: abort.signal, onProgress: () => abort.abort() }, nodes.slice(0, 1));
    abort.abort();
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' });
  });
});
