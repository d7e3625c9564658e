import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from './nodes';

/** A registry of Debian's `docker-registry` on the loopback. */
export class TestRegistry {
  private constructor(
    private readonly process: ChildProcess,
    /** `127.0.0.1:PORT`. */
    readonly host: string,
  ) {}

  /** @param htpasswd A line `user:bcrypt`, for a registry that wants a password. */
  static async start(folder: string, htpasswd?: string): Promise<TestRegistry> {
    mkdirSync(folder, { recursive: true });
    const host = `127.0.0.1:${await freePort()}`;
    if (htpasswd !== undefined) writeFileSync(join(folder, 'htpasswd'), `${htpasswd}\n`);
    const config = {
      version: 0.1,
      log: { level: 'error' },
      storage: { filesystem: { rootdirectory: join(folder, 'data') } },
      http: { addr: host },
      ...(htpasswd !== undefined && {
        auth: { htpasswd: { realm: 'test', path: join(folder, 'htpasswd') } },
      }),
    };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    const child = spawn('docker-registry', ['serve', join(folder, 'config.json')], { stdio: 'ignore' });
    const registry = new TestRegistry(child, host);
    await registry.answering();
    return registry;
  }

  private async answering(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      const answers = await new Promise<boolean>((resolve) => {
        get(`http://${this.host}/v2/`, (response) => {
          response.resume();
          resolve(true);
        }).on('error', () => resolve(false));
      });
      if (answers) return;
      await wait(50);
    }
    throw new Error('docker-registry does not answer');
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.kill('SIGKILL');
    await ended;
  }
}
