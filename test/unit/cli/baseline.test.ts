import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli, type CliRun } from '../support/cli';
import { describeWith } from '../support/tools';

const sample = resolve(__dirname, '../../fixtures/sample');

describe('a baseline on the command line', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'mips-port-baseline-'));
    cpSync(sample, join(dir, 'sample'), { recursive: true });
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const run = (...args: readonly string[]): CliRun => runCli(args, { cwd: dir });

  /** Moves what is there two lines down and adds one more of the same kind. */
  function addFinding(): void {
    const path = join(dir, 'sample/devices/device.go');
    const text = readFileSync(path, 'utf8').replace('package devices', '\n\npackage devices');
    writeFileSync(path, `${text}\nvar st syscall.Stat_t\nvar added uint64 = st.Dev\n`);
  }

  it('makes only what is new fail and be printed', () => {
    const written = run('scan', '--write-baseline', 'base.json', 'sample');
    expect(written).toMatchObject({ code: 0 });
    expect(written.stderr).toMatch(/^mips-port: \d+ findings are in the baseline\n$/);
    expect(run('scan', '--baseline', 'base.json', 'sample')).toMatchObject({
      code: 0,
      stderr: written.stderr,
    });
    addFinding();
    const { code, stderr, stdout } = run('scan', '--baseline', 'base.json', '--format', 'json', 'sample');
    expect(code).toBe(1);
    expect(stderr).toBe(written.stderr);
    const { findings } = JSON.parse(stdout) as { findings: readonly { file: string; message: string }[] };
    expect(findings.map(({ file }) => file)).toEqual(['devices/device.go']);
    expect(findings[0]?.message).toContain('st.Dev');
  });

  it('lists everything, and holds in every locale', () => {
    const all = run('scan', '--format', 'json', 'sample');
    const count = (JSON.parse(all.stdout) as { findings: readonly unknown[] }).findings.length;
    const chinese = runCli(['scan', '--write-baseline', 'base.json', 'sample'], {
      cwd: dir,
      locale: 'zh_CN.UTF-8',
    });
    expect(chinese.code).toBe(0);
    const listed = readFileSync(join(dir, 'base.json'), 'utf8');
    expect((JSON.parse(listed) as { findings: readonly unknown[] }).findings).toHaveLength(count);
    expect(listed).not.toMatch(/[\u4e00-\u9fff]/);
    expect(run('scan', '--baseline', 'base.json', 'sample')).toMatchObject({
      code: 0,
      stderr: `mips-port: ${count} findings are in the baseline\n`,
    });
  });

  it('is replaced as a whole, through a link too, and written the same for the same tree', () => {
    writeFileSync(join(dir, 'real.json'), 'x'.repeat(100_000));
    symlinkSync('real.json', join(dir, 'link.json'));
    expect(run('scan', '--write-baseline', 'link.json', 'sample').code).toBe(0);
    expect(lstatSync(join(dir, 'link.json')).isSymbolicLink()).toBe(true);
    const first = readFileSync(join(dir, 'real.json'), 'utf8');
    expect(run('scan', '--write-baseline', 'new/base.json', 'sample').code).toBe(0);
    expect(readFileSync(join(dir, 'new/base.json'), 'utf8')).toBe(first);
    expect(readdirSync(dir).sort()).toEqual(['link.json', 'new', 'real.json', 'sample']);
  });

  it.each([
    [['--baseline', 'gone.json'], 'gone.json: there is no such baseline'],
    [['--baseline', 'folder'], 'folder cannot be read (EISDIR)'],
    [['--baseline', 'bad.json'], 'bad.json: not a baseline'],
    [['--baseline', 'riscv.json'], 'a baseline for linux/riscv64, not for linux/mips64le'],
    [['--write-baseline', 'folder'], 'folder'],
    [['--write-baseline', 'bad.json/base.json'], 'bad.json/base.json'],
    [['--baseline', 'bad.json', '--write-baseline', 'bad.json'], 'cannot be used with'],
  ])('exits with 2 and one clear line for %j', (args, line) => {
    mkdirSync(join(dir, 'folder/inside'), { recursive: true });
    writeFileSync(join(dir, 'bad.json'), '{"version": 1');
    writeFileSync(join(dir, 'riscv.json'), '{"version": 1, "target": "riscv64", "findings": []}');
    const { code, stderr, stdout } = run('scan', ...args, 'sample');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(line);
    expect(stderr).toMatch(/^mips-port: /);
    expect(readFileSync(join(dir, 'bad.json'), 'utf8')).toBe('{"version": 1');
  });

  it('counts what ignore comments silence as not there', () => {
    const path = join(dir, 'sample/devices/device.go');
    const text = readFileSync(path, 'utf8');
    expect(run('scan', 'sample/devices/device.go').code).toBe(1);
    const silenced = text.replaceAll(/^(.*st\.Rdev.*)$/gm, '$1 // mips-port:ignore stat-width known');
    writeFileSync(path, silenced);
    expect(run('scan', 'sample/devices/device.go').code).toBe(0);
    expect(run('scan', '--write-baseline', 'base.json', 'sample/devices/device.go')).toMatchObject({
      code: 0,
      stderr: 'mips-port: 0 findings are in the baseline\n',
    });
  });
});

describeWith(['go'], 'what Go itself rejects', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'mips-port-baseline-'));
    cpSync(sample, join(dir, 'sample'), { recursive: true });
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('is silenced by baseline and comment in check, and not where fix asks whether the target builds', () => {
    const path = join(dir, 'sample/devices/device.go');
    const run = (...args: readonly string[]): CliRun =>
      runCli([...args, 'sample/devices'], { cwd: dir, cache: join(dir, 'cache') });
    expect(run('check').code).toBe(1);
    const written = run('check', '--write-baseline', 'base.json');
    expect(written).toMatchObject({ code: 0 });
    expect(run('check', '--baseline', 'base.json')).toMatchObject({ code: 0, stderr: written.stderr });
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll(/^(.*st\.Rdev.*)$/gm, '$1 // mips-port:ignore stat-width known'));
    expect(run('check', '--rule', 'stat-width', '--').stdout).not.toContain('device.go');
    const fixed = run('fix', '--verify');
    expect(fixed.stdout).toContain('device.go');
    expect(fixed.stdout).not.toContain("Go's type checker accepts");
    expect(fixed.code).toBe(1);
  }, 120_000);
});
