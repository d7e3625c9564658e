import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { DeliveryNode } from '../../../src/core/images/deliver/node';
import type { Need } from './tools';

const sshd = '/usr/sbin/sshd';

/** What a suite with nodes cannot do without. */
export const nodeNeeds: readonly (string | Need)[] = [
  'ssh',
  'containerd',
  'ctr',
  { found: existsSync(sshd), what: 'sshd (apt-get install openssh-server)' },
  { found: process.getuid?.() === 0, what: 'root, to start containerd' },
];

/** A port of the loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** One user's ssh: a key, a configuration and known hosts of its own. */
export class SshUser {
  readonly configFile: string;
  readonly knownHosts: string;
  readonly publicKey: string;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.configFile = join(folder, 'config');
    this.knownHosts = join(folder, 'known_hosts');
    makeKey(join(folder, 'key'));
    this.publicKey = readFileSync(join(folder, 'key.pub'), 'utf8');
    writeFileSync(this.knownHosts, '');
    writeFileSync(
      this.configFile,
      `Host *\n  IdentityFile ${join(folder, 'key')}\n  IdentitiesOnly yes\n  UserKnownHostsFile ${this.knownHosts}\n  GlobalKnownHostsFile /dev/null\n`,
    );
  }

  trust(node: TestNode): void {
    appendFileSync(this.knownHosts, `[127.0.0.1]:${node.port} ${node.hostKey}`);
  }
}

/** A "node" on the loopback: an sshd and a containerd with roots, sockets and keys of their own. */
export class TestNode {
  readonly socket: string;
  private sshd: ChildProcess | undefined;
  private containerd: ChildProcess | undefined;

  constructor(
    readonly name: string,
    private readonly folder: string,
    readonly port: number,
    authorizedKey: string,
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.socket = join(folder, 'containerd.sock');
    makeKey(join(folder, 'host_key'));
    writeFileSync(join(folder, 'authorized_keys'), authorizedKey, { mode: 0o600 });
    writeFileSync(
      join(folder, 'sshd_config'),
      `ListenAddress 127.0.0.1:${port}\nHostKey ${join(folder, 'host_key')}\nAuthorizedKeysFile ${join(folder, 'authorized_keys')}\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nStrictModes no\nUsePAM no\nPidFile none\n`,
    );
    writeFileSync(
      join(folder, 'containerd.toml'),
      `version = 2\nroot = "${folder}/root"\nstate = "${folder}/state"\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n[grpc]\n  address = "${this.socket}"\n[ttrpc]\n  address = "${this.socket}.ttrpc"\n`,
    );
  }

  get hostKey(): string {
    return readFileSync(join(this.folder, 'host_key.pub'), 'utf8');
  }

  get node(): DeliveryNode {
    return {
      name: this.name,
      ssh: `${userInfo().username}@127.0.0.1`,
      port: this.port,
      runtime: 'containerd',
      namespace: 'k8s.io',
      socket: this.socket,
      sudo: false,
    };
  }

  async startSshd(): Promise<void> {
    mkdirSync('/run/sshd', { recursive: true });
    this.sshd = spawn(sshd, ['-D', '-e', '-f', join(this.folder, 'sshd_config')], { stdio: 'ignore' });
    await until(() => answers({ host: '127.0.0.1', port: this.port }));
  }

  async startContainerd(): Promise<void> {
    this.containerd = spawn('containerd', ['-c', join(this.folder, 'containerd.toml')], { stdio: 'ignore' });
    await until(() => Promise.resolve(this.ctr('version').status === 0));
  }

  /** Takes the containerd away without warning, as when a machine loses power. */
  async killContainerd(): Promise<void> {
    await end(this.containerd, 'SIGKILL');
  }

  async stopSshd(): Promise<void> {
    await end(this.sshd, 'SIGTERM');
  }

  async stop(): Promise<void> {
    await end(this.sshd, 'SIGTERM');
    await end(this.containerd, 'SIGTERM');
    const mounts = readFileSync('/proc/mounts', 'utf8').split('\n');
    for (const point of mounts.map((line) => line.split(' ')[1] ?? '')) {
      if (point.startsWith(`${this.folder}/`)) spawnSync('umount', [point]);
    }
  }

  /** Asks the node's containerd itself, without ssh. */
  ctr(...args: readonly string[]): { readonly status: number | null; readonly stdout: string } {
    return spawnSync('ctr', ['-a', this.socket, '-n', 'k8s.io', ...args], { encoding: 'utf8' });
  }
}

function makeKey(path: string): void {
  const { status, stderr } = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
}

async function end(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child?.exitCode !== null || child.signalCode !== null) return;
  await new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });
}

function answers(where: { host: string; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(where);
    const done = (yes: boolean) => (): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', done(true)).once('error', done(false));
  });
}

/** Waits until something is so; fails after ten seconds. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const start = Date.now();
  while (!(await isSo())) {
    if (Date.now() - start > 10_000) throw new Error('waited ten seconds in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
