import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { judgeQemu } from '../../../src/core/images/qemuReleases';
import { findTarget } from '../../../src/core/target/targets';
import { probeTools } from '../../../src/node/probe';
import { parseBinfmt } from '../../../src/node/probeBinfmt';
import type { ToolReport } from '../../../src/node/toolReport';
import { compareGoVersions, findGo, findOnPath, goCandidates, goVersion } from '../../../src/node/tools';
import { describeWith, findTool, goCommands } from '../support/tools';
import { scratch, script, tree } from './support';

/** A folder with a `bin/go` that says it is of a version. */
function fakeGo(version: string, root = scratch()): string {
  const command = join(root, 'bin/go');
  mkdirSync(dirname(command), { recursive: true });
  writeFileSync(command, `#!/bin/sh\necho go version go${version} linux/amd64\n`);
  chmodSync(command, 0o755);
  return command;
}

describe('Go versions', () => {
  it('are ordered as Go orders them', () => {
    const ordered = ['1.9', '1.19', '1.19.8', '1.21beta1', '1.21rc2', '1.21', '1.21.3', '1.100', '2.0'];
    const shuffled = [...ordered].reverse();
    expect(shuffled.sort(compareGoVersions)).toEqual(ordered);
    expect(compareGoVersions('1.21', '1.21.0')).toBe(0);
  });
});

describe('the search for Go', () => {
  it("takes the PATH's, unless the module needs a newer one", async () => {
    const home = scratch();
    const old = fakeGo('1.19.8');
    fakeGo('98.1.0', join(home, 'sdk/go98.1'));
    const enough = fakeGo('97.2.0', join(home, 'sdk/go97.2'));
    const env = { PATH: dirname(old), HOME: home };
    expect(await findGo(undefined, env)).toEqual({ command: old, version: '1.19.8' });
    expect(await findGo('', env, '1.18')).toEqual({ command: old, version: '1.19.8' });
    expect(await findGo(undefined, env, '97.1')).toEqual({ command: enough, version: '97.2.0' });
    // Where none serves, the newest: the caller says what it lacks.
    expect(await findGo(undefined, env, '99.0')).toMatchObject({ version: '98.1.0' });
    expect(await findGo(enough, env, '99.0')).toEqual({ command: enough, version: '97.2.0' });
  });

  it('passes over relative entries of the PATH, folders and what does not answer', async () => {
    const root = tree({ 'go/x': '' });
    expect(findOnPath('go', { PATH: `.:bin:${root}` })).toBeUndefined();
    expect(await goVersion(join(root, 'go'))).toBeUndefined();
    expect(await goVersion(script('exit 1'))).toBeUndefined();
    expect(await findGo(script('echo no version here'), {})).toBeUndefined();
  });
});

describeWith(['go'], 'the search for the Go of this machine', () => {
  it('finds every installation that the tests know', async () => {
    const found = await Promise.all(
      goCandidates().map(async (command) => (await goVersion(command))?.replace(/^(\d+\.\d+).*/, '$1')),
    );
    expect(found.sort()).toEqual(expect.arrayContaining(goCommands().map((go) => go.version)));
  });
});

describe('the probe for tools', () => {
  const target = findTarget('mips64le');
  if (!target) throw new Error('no mips64le');
  const byId = (reports: readonly ToolReport[]) => new Map(reports.map((report) => [report.id, report]));
  const debianOf = (report: ToolReport | undefined) => report?.install?.debian?.slice(-4).join(' ');

  it('says what is missing and how to install it', async () => {
    const nothing = { PATH: scratch(), HOME: scratch() };
    const options = { target, t: english, env: nothing, goCommand: '/nonexistent/go', binfmtDir: scratch() };
    const reports = byId(await probeTools(options));
    const ids = [
      'go',
      'git',
      'qemu',
      'cross-gcc',
      'docker',
      'podman',
      'buildah',
      'mmdebstrap',
      'binfmt',
    ] as const;
    for (const id of ids) {
      expect(reports.get(id)).toMatchObject({ id, state: 'missing' });
      expect(reports.get(id)?.neededFor).not.toBe('');
    }
    expect(debianOf(reports.get('qemu'))).toBe('apt-get install -y qemu-user-static');
    expect(debianOf(reports.get('cross-gcc'))).toBe('apt-get install -y gcc-mips64el-linux-gnuabi64');
    expect(debianOf(reports.get('mmdebstrap'))).toBe('apt-get install -y mmdebstrap');
    expect(reports.has('debootstrap')).toBe(true);
    expect(reports.get('git')?.install?.fedora?.slice(-4)).toEqual(['dnf', 'install', '-y', 'git']);
  });

  it('tells a tool that does not work from one that is not there', async () => {
    const broken = script('exit 1');
    const working = script('echo "qemu-mips64el version 8.2.2 (Debian 1:8.2.2)"');
    const env = { PATH: scratch(), HOME: scratch() };
    const options = { target, t: english, env, ccCommand: broken, qemuCommand: working };
    const reports = byId(await probeTools(options));
    expect(reports.get('cross-gcc')).toMatchObject({ state: 'faulty', path: broken });
    expect(reports.get('qemu')).toMatchObject({ state: 'found', path: working, version: '8.2.2' });
  });

  it('says what is known against the Go that is installed, and takes it all the same', async () => {
    const env = { PATH: scratch(), HOME: scratch() };
    const go = async (version: string): Promise<ToolReport | undefined> =>
      byId(
        await probeTools({
          target,
          t: english,
          env,
          goCommand: script(`echo "go version go${version} linux/amd64"`),
        }),
      ).get('go');
    expect(await go('1.19.8')).toMatchObject({
      state: 'found',
      version: '1.19.8',
      advice: expect.stringContaining('Setgid') as unknown,
    });
    expect((await go('1.24.4'))?.advice).toBeUndefined();
  });

  it('reads how the emulator is registered with the kernel', async () => {
    const entry = (flags: string, state = 'enabled') =>
      `${state}\ninterpreter /usr/bin/qemu-mips64el-static\nflags: ${flags}\noffset 0\nmagic 7f454c4602010100\n`;
    expect(parseBinfmt(entry('OPF'))).toEqual({
      enabled: true,
      interpreter: '/usr/bin/qemu-mips64el-static',
      flags: 'OPF',
    });
    const probe = async (text: string) => {
      const binfmtDir = tree({ 'qemu-mips64el': text, status: 'enabled\n', other: 'enabled\n' });
      const env = { PATH: scratch(), HOME: scratch() };
      return byId(await probeTools({ target, t: english, env, binfmtDir })).get('binfmt');
    };
    expect(await probe(entry('OPF'))).toMatchObject({ state: 'found' });
    // As Debian's package registers it.
    const debian = '/usr/libexec/qemu-binfmt/mips64el-binfmt-P';
    const asDebian = entry('OPF').replace('/usr/bin/qemu-mips64el-static', debian);
    expect(await probe(asDebian)).toMatchObject({ state: 'found' });
    expect(await probe(entry('OC'))).toMatchObject({
      state: 'faulty',
      problem: expect.stringContaining('flag F') as unknown,
    });
    // As Kubernetes' qemu-binfmt-conf.sh registers it, and without a mask: the whole magic is compared.
    const magic = '7f454c4602010100000000000000000002000800';
    const whole = entry('OPF').replace(/magic .*/, `magic ${magic}`);
    const masked = (mask: string) => `${whole}mask ${mask}feffffff\n`;
    expect(parseBinfmt(whole)).toMatchObject({ wantsAbiVersion0: true });
    for (const text of [whole, masked('ffffffffffffff00ffffffffffffffff')]) {
      expect(await probe(text)).toMatchObject({
        state: 'faulty',
        problem: expect.stringContaining('ABI version 0') as unknown,
      });
    }
    expect(await probe(masked('ffffffffffffff00feffffffffffffff'))).toMatchObject({ state: 'found' });
    expect(await probe(entry('OPF', 'disabled'))).toMatchObject({ state: 'faulty' });
    // With the flag F the kernel may have open what is gone from this file system.
    const gone = entry('OPF').replace('/usr/bin/', '/nonexistent/');
    expect(await probe(gone)).toMatchObject({ state: 'found' });
    const old = tree({
      'bin/qemu-mips64el': '#!/bin/sh\necho "qemu-mips64el version 4.2.1 (Debian 1:4.2-3)"\n',
    });
    chmodSync(join(old, 'bin/qemu-mips64el'), 0o755);
    expect(
      await probe(entry('OPF').replace('/usr/bin/qemu-mips64el-static', `${old}/bin/qemu-mips64el`)),
    ).toMatchObject({
      state: 'faulty',
      version: '4.2.1',
      problem:
        'QEMU 4.2.1: programs of Go end as they start (“rt_sigaction failure”); QEMU 5.0 and newer run them',
    });
    // What a container could not load: Node is linked dynamically.
    const dynamic = tree({});
    symlinkSync(process.execPath, join(dynamic, 'qemu-mips64el'));
    expect(
      await probe(entry('OPF').replace('/usr/bin/qemu-mips64el-static', `${dynamic}/qemu-mips64el`)),
    ).toMatchObject({
      state: 'faulty',
      problem: expect.stringContaining('linked dynamically') as unknown,
    });
    expect(await probe(entry('OPF').replace('mips64el', 'mips64'))).toMatchObject({ state: 'missing' });
  });
});

describeWith(['git', 'qemu-mips64el-static'], 'the probe for the tools of this machine', () => {
  it('finds them with their versions', async () => {
    const target = findTarget('mips64le');
    if (!target) throw new Error('no mips64le');
    const reports = await probeTools({ target, t: english });
    for (const [id, name] of [
      ['git', 'git'],
      ['qemu', 'qemu-mips64el-static'],
    ]) {
      const report = reports.find((one) => one.id === id);
      expect(report).toMatchObject({ state: 'found', path: findTool(name ?? '') });
      expect(report?.version).toMatch(/^\d+\.\d+/);
    }
    // Debian 12's, of which nothing is known; a newer one may have its bugs.
    const qemu = reports.find(({ id }) => id === 'qemu');
    expect(qemu?.problem).toBeUndefined();
    expect(qemu?.advice).toEqual(judgeQemu(qemu?.version ?? '', 'mips64le', english).advice);
  });
});
