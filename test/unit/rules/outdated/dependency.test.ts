import { describe, expect, it } from 'vitest';
import { outdatedDependency } from '../../../../src/core/rules/outdated';
import { scanTextFile } from '../../../../src/core/scan/scanPackages';
import type { Goarch } from '../../../../src/core/target/targets';
import type { Finding } from '../../../../src/core/types';
import { openFixture, type Texts } from '../../support/fixtureTree';
import { fixed } from '../../support/ruleContext';

const oldSys = 'v0.0.0-20191110163157-d32e6e3b99c4';
const newSys = 'v0.0.0-20191115151921-52ab43148777';
const oldFifo = 'v0.0.0-20160901000000-abcdefabcdef';

const poller =
  'package m\n\nimport "golang.org/x/sys/unix"\n\nvar _ = unix.EpollEvent{}\n\nvar wait = unix.EpollWait\n';
const files = 'package m\n\nimport _ "github.com/containerd/fifo"\n';

function goMod(path: string, version: string, go = '1.17', rest = '', comment = ''): string {
  return `module m\n\ngo ${go}\n\nrequire (\n\tgolang.org/x/text v0.1.0\n\t${path} ${version}${comment}\n)\n${rest}`;
}

async function findings(
  content: Texts,
  path = 'go.mod',
  target: Goarch = 'mips64le',
): Promise<readonly Finding[]> {
  const { tree, context } = await openFixture(content, { target });
  try {
    return scanTextFile(path, content[path] ?? '', [outdatedDependency], { ...context, tree });
  } finally {
    tree.dispose();
  }
}

async function found(content: Texts, path?: string, target?: Goarch): Promise<string[]> {
  return (await findings(content, path, target)).map(
    ({ line, column, certainty, severity }) => `${line}:${column} ${severity} ${certainty}`,
  );
}

describe('outdated-dependency in go.mod', () => {
  it.each([
    ['golang.org/x/sys', oldSys, poller, ['7:19 warning certain']],
    // Written on the 6th and committed on the 15th: what lies between does not have it.
    ['golang.org/x/sys', 'v0.0.0-20191115151920-abcdefabcdef', poller, ['7:19 warning certain']],
    ['golang.org/x/sys', newSys, poller, []],
    ['golang.org/x/sys', 'v0.1.0', poller, []],
    ['golang.org/x/sys', 'master', poller, []],
    ['github.com/containerd/fifo', oldFifo, files, ['7:29 error certain']],
    ['github.com/containerd/fifo', 'v1.0.0', files, []],
    [
      'github.com/chewxy/math32',
      'v1.10.1',
      'package m\n\nimport _ "github.com/chewxy/math32"\n',
      ['7:27 error certain'],
    ],
    ['github.com/chewxy/math32', 'v1.11.0', 'package m\n\nimport _ "github.com/chewxy/math32"\n', []],
    [
      'github.com/klauspost/crc32',
      'v0.0.0-20151223135126-a3b15ae34567',
      'package m\n\nimport _ "github.com/klauspost/crc32"\n',
      ['7:29 error certain'],
    ],
    [
      'github.com/boltdb/bolt',
      'v1.3.1',
      'package m\n\nimport _ "github.com/boltdb/bolt"\n',
      ['7:25 error certain'],
    ],
    [
      'github.com/shirou/gopsutil',
      'v0.0.0-20180401000000-abcdefabcdef+incompatible',
      'package m\n\nimport _ "github.com/shirou/gopsutil/host"\n',
      ['7:29 error certain'],
    ],
    [
      'github.com/shirou/gopsutil',
      'v2.18.12+incompatible',
      'package m\n\nimport _ "github.com/shirou/gopsutil/host"\n',
      [],
    ],
  ])('reads %s %s', async (path, version, text, wanted) => {
    expect(await found({ 'go.mod': goMod(path, version), 'm.go': text })).toEqual(wanted);
  });

  it('says nothing of packages and names that are not used', async () => {
    const fifo = goMod('github.com/containerd/fifo', oldFifo);
    expect(await found({ 'go.mod': fifo, 'm_windows.go': files, 'm.go': 'package m\n' })).toEqual([]);
    const gopsutil = goMod('github.com/shirou/gopsutil', 'v2.18.3+incompatible');
    const mem = 'package m\n\nimport _ "github.com/shirou/gopsutil/mem"\n';
    expect(await found({ 'go.mod': gopsutil, 'm.go': mem })).toEqual([]);
    const shm = 'package m\n\nimport "golang.org/x/sys/unix"\n\nvar _ = unix.SysvShmCtl\n';
    const sys = goMod('golang.org/x/sys', newSys);
    expect(await found({ 'go.mod': sys, 'm.go': poller })).toEqual([]);
    expect(await found({ 'go.mod': sys, 'm.go': shm })).toEqual(['7:19 warning certain']);
  });

  it('is less sure of what others bring in', async () => {
    const text = 'package m\n';
    expect(
      await found({ 'go.mod': goMod('golang.org/x/sys', oldSys, '1.17', '', ' // indirect'), 'm.go': text }),
    ).toEqual(['7:19 info likely']);
    const bolt = goMod('github.com/boltdb/bolt', 'v1.3.1', '1.17', '', ' // indirect');
    expect(await found({ 'go.mod': bolt, 'm.go': text })).toEqual(['7:25 warning likely']);
    expect(await found({ 'go.mod': bolt.replace('1.17', '1.13'), 'm.go': text })).toEqual([
      '7:25 info likely',
    ]);
  });

  it('asks go.sum and vendor/modules.txt for the version that is used', async () => {
    const content = { 'go.mod': goMod('golang.org/x/sys', oldSys, '1.13'), 'm.go': poller };
    const sums = `golang.org/x/sys ${oldSys} h1:a=\n`;
    expect(await found(content)).toEqual(['7:19 info likely']);
    expect(await found({ ...content, 'go.sum': sums })).toEqual(['7:19 warning certain']);
    expect(await found({ ...content, 'go.sum': `${sums}golang.org/x/sys v0.1.0 h1:b=\n` })).toEqual([]);
    expect(await found({ ...content, 'go.sum': `${sums}golang.org/x/sys v0.1.0/go.mod h1:b=\n` })).toEqual([
      '7:19 warning certain',
    ]);
    const vendored = (version: string): string =>
      `# golang.org/x/sys ${version}\n## explicit\ngolang.org/x/sys/unix\n`;
    expect(await found({ ...content, 'vendor/modules.txt': vendored('v0.1.0') })).toEqual([]);
    expect(await found({ ...content, 'vendor/modules.txt': vendored(oldSys) })).toEqual([
      '7:19 warning certain',
    ]);
  });

  it('knows from vendor/modules.txt which packages there are', async () => {
    const text = 'package m\n\nimport _ "github.com/google/cadvisor/fs"\n';
    const content = { 'go.mod': goMod('github.com/google/cadvisor', 'v0.35.0'), 'm.go': text };
    const vendored = (...packages: readonly string[]): Texts => ({
      ...content,
      'vendor/modules.txt': `# github.com/google/cadvisor v0.35.0\n${packages.join('\n')}\n`,
    });
    expect(await found(vendored('github.com/google/cadvisor/info/v1'))).toEqual([]);
    const whole = vendored('github.com/google/cadvisor/fs');
    expect(await found(whole)).toEqual(['7:29 error certain']);
    // Vendoring is for every system; here no build for Linux has the package.
    expect(await found({ ...whole, 'm.go': 'package m\n', 'm_windows.go': text })).toEqual([]);
    // A distribution or a porter has mended the copy.
    const patched = 'package fs\n\nvar _ = major(uint64(buf.Dev))\n';
    expect(
      await found({
        ...whole,
        'vendor/github.com/google/cadvisor/fs/fs.go': patched,
      }),
    ).toEqual([]);
  });

  it('shows what only vendor/modules.txt names on the module line', async () => {
    const content = {
      'go.mod': 'module example.com/m\n\ngo 1.13\n',
      'vendor/modules.txt': `# github.com/boltdb/bolt v1.3.1\ngithub.com/boltdb/bolt\n`,
      'vendor/example.com/store/s.go': 'package store\n\nimport _ "github.com/boltdb/bolt"\n',
    };
    expect(await found(content)).toEqual(['1:8 error certain']);
  });

  it('follows replace', async () => {
    const sys = 'golang.org/x/sys';
    const by = (what: string): Texts => ({
      'go.mod': goMod(sys, oldSys, '1.17', `\nreplace ${sys} => ${what}\n`),
      'm.go': poller,
    });
    expect(await found(by(`${sys} ${oldSys}`))).toEqual(['10:46 warning certain']);
    expect(await found(by(`${sys} v0.1.0`))).toEqual([]);
    expect(await found(by('../sys'))).toEqual([]);
    expect(await found(by('example.com/fork v0.0.1'))).toEqual([]);
  });

  it('is for the targets that the bug is on', async () => {
    const content = { 'go.mod': goMod('golang.org/x/sys', oldSys), 'm.go': poller };
    expect(await found(content, 'go.mod', 'mips64')).toHaveLength(1);
    expect(await found(content, 'go.mod', 'riscv64')).toEqual([]);
    expect(await found(content, 'go.mod', 'mipsle')).toEqual([]);
  });

  it('asks the module that is built, not those that it vendors', async () => {
    const path = 'vendor/m/go.mod';
    expect(await found({ [path]: goMod('golang.org/x/sys', oldSys), 'm.go': poller }, path)).toEqual([]);
  });

  it('says once what all is wrong, and what to require', async () => {
    const version = 'v0.0.0-20180101000000-abcdefabcdef';
    const text = goMod('golang.org/x/sys', version).replaceAll('\n', '\r\n');
    const both = poller.replace('var wait', 'var _ = unix.Fstatat\n\nvar wait');
    const got = await findings({ 'go.mod': text, 'm.go': both });
    expect(got.map(({ message }) => message)).toEqual([
      `golang.org/x/sys ${version} misbehaves on mips64le: Fstatat fills in Stat_t with the kernel’s layout, so times and sizes are wrong; EpollEvent lacks four bytes of padding, so EpollWait returns wrong files. Fixed in ${newSys}`,
    ]);
    expect(got[0]?.fixes.map(({ safe }) => safe)).toEqual([false]);
    const after = fixed('go.mod', text, got);
    expect(after).toBe(text.replace(version, newSys));
    expect(await found({ 'go.mod': after, 'm.go': both })).toEqual([]);
  });

  it('requires the fix of the same line of releases', async () => {
    const text = 'package m\n\nimport _ "github.com/opencontainers/runc/libcontainer"\n';
    const path = 'github.com/opencontainers/runc';
    const titles = async (version: string): Promise<string[]> =>
      (await findings({ 'go.mod': goMod(path, version), 'm.go': text })).flatMap(({ fixes }) =>
        fixes.map(({ title }) => title.replace(/ \(.*/, '')),
      );
    expect(await titles('v1.2.8')).toEqual([`Require ${path} v1.2.9`]);
    expect(await titles('v1.3.3')).toEqual([`Require ${path} v1.3.4`]);
    expect(await titles('v1.0.0-rc5')).toEqual([`Require ${path} v1.0.0-rc6`]);
    for (const version of ['v1.0.0-rc10', 'v1.2.7', 'v1.3.2', 'v1.3.4', 'v1.4.0']) {
      expect(await titles(version), version).toEqual([]);
    }
  });

  it('offers no edit where another module has to be imported, or none is right', async () => {
    const bolt = await findings({
      'go.mod': goMod('github.com/boltdb/bolt', 'v1.3.1'),
      'm.go': 'package m\n\nimport _ "github.com/boltdb/bolt"\n',
    });
    expect(bolt[0]?.message).toMatch(/Import go\.etcd\.io\/bbolt v1\.3\.2 or newer instead$/);
    const readline = await findings({
      'go.mod': goMod('github.com/chzyer/readline', 'v1.5.1'),
      'm.go': 'package m\n\nimport _ "github.com/chzyer/readline"\n',
    });
    expect(readline[0]?.message).toMatch(/No version of it mends that$/);
    expect([...bolt, ...readline].flatMap(({ fixes }) => fixes)).toEqual([]);
  });
});

describe('outdated-dependency in files of older vendoring tools', () => {
  const struct = (pad: string): string =>
    `package unix\n\ntype EpollEvent struct {\n\tEvents uint32\n${pad}\tFd     int32\n\tPad    int32\n}\n`;
  const vendored = 'vendor/golang.org/x/sys/unix/ztypes_linux_mips64le.go';

  it.each([
    [
      'vendor.conf',
      '# golang.org/x/sys is old\ngolang.org/x/sys d455e41777fca6e8a5a79e34a14b8368bc11d9ba\n',
      '2:1',
    ],
    ['Gopkg.lock', '[[projects]]\n  name = "golang.org/x/sys"\n  revision = "d455e41777fc"\n', '2:11'],
    ['Godeps/Godeps.json', '{\n  "ImportPath": "golang.org/x/sys/unix"\n}\n', '2:18'],
    [
      'glide.lock',
      'imports:\n- name: golang.org/x/sys\n  version: d455e41777fca6\n  subpackages:\n  - unix\n',
      '2:9',
    ],
  ])('looks at the copy that %s names', async (path, text, at) => {
    const content = { [path]: text, 'm.go': poller };
    expect(await found({ ...content, [vendored]: struct('') }, path)).toEqual([`${at} warning certain`]);
    expect(await found({ ...content, [vendored]: struct('\t_      int32\n') }, path)).toEqual([]);
    expect(await found({ ...content, [vendored]: struct('\tPadFd  int32\n') }, path)).toEqual([]);
    expect(await found(content, path)).toEqual([]);
    expect(await found({ ...content, 'm.go': 'package m\n', [vendored]: struct('') }, path)).toEqual([]);
  });

  it('takes tags where they are written', async () => {
    const copy = {
      'vendor/github.com/containers/psgo/psgo.go': 'package psgo\n',
      'm.go': 'package m\n\nimport _ "github.com/containers/psgo"\n',
    };
    const lock = (version: string): Texts => ({
      ...copy,
      'vendor.conf': `github.com/containers/psgo ${version}\n`,
    });
    expect(await found(lock('v1.5.1'), 'vendor.conf')).toEqual(['1:1 error certain']);
    expect(await found(lock('v1.5.2'), 'vendor.conf')).toEqual([]);
  });

  it('finds a file that the fix has added', async () => {
    const path = 'vendor.conf';
    const conf = {
      [path]: 'github.com/boltdb/bolt e9cf4fae01b5a8ff89d0ec6b32f0d9c9f79aefdd\n',
      'm.go': 'package m\n\nimport _ "github.com/boltdb/bolt"\n',
    };
    const bolt = 'vendor/github.com/boltdb/bolt/';
    const copy = { ...conf, [`${bolt}db.go`]: 'package bolt\n' };
    expect(await found(copy, path)).toEqual(['1:1 error certain']);
    expect(await found({ ...copy, [`${bolt}bolt_mips64x.go`]: 'package bolt\n' }, path)).toEqual([]);
  });

  it('does not take a copy from before the bug for one that has it', async () => {
    const content = {
      'vendor.conf': 'github.com/prometheus/procfs cb4147076ac75738c9a7d279075a253c0cc5acbd\n',
      'vendor/github.com/prometheus/procfs/proc.go': 'package procfs\n',
      'm.go': 'package m\n\nimport _ "github.com/prometheus/procfs"\n',
    };
    expect(await found(content, 'vendor.conf')).toEqual([]);
    expect(
      await found({ ...content, 'vendor.conf': 'github.com/prometheus/procfs v0.1.1\n' }, 'vendor.conf'),
    ).toEqual(['1:1 error certain']);
  });

  it('says nothing of what is left beside a go.mod', async () => {
    const content = {
      'go.mod': 'module m\n\ngo 1.17\n',
      'vendor.conf': 'golang.org/x/sys d455e41777fca6e8a5a79e34a14b8368bc11d9ba\n',
      [vendored]: struct(''),
      'm.go': poller,
    };
    expect(await found(content, 'vendor.conf')).toEqual([]);
  });
});
