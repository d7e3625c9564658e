import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli';

const pod = `apiVersion: v1
kind: Pod
spec:
  containers: # c
  - image: k8s.gcr.io/pause:3.1 # the pause image
    imagePullPolicy: Always
`;

describe('mips-port images rewrite', () => {
  let dir: string;
  const file = (name: string): string => readFileSync(join(dir, name), 'utf8');
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'mips-port-rewrite-'));
    writeFileSync(
      join(dir, 'mips-port.yaml'),
      "version: 1\nregistries: { k8s.gcr.io: reg.local:5000 }\ntags: { '*': '{tag}-mips64le' }\n",
    );
    for (const name of ['a.yaml', 'b.yml']) writeFileSync(join(dir, name), pod);
    writeFileSync(join(dir, 'latin.yaml'), Buffer.from('apiVersion: v1\nkind: \xe9\n', 'latin1'));
    writeFileSync(join(dir, 'broken.yaml'), 'apiVersion: v1\nkind: [\n');
    symlinkSync('/nowhere', join(dir, 'dangling.yaml'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('prints a diff and changes nothing with --dry-run', () => {
    const { code, stdout } = runCli(['images', 'rewrite', '--dry-run', 'a.yaml'], { cwd: dir });
    expect(code).toBe(0);
    expect(stdout).toContain('-  - image: k8s.gcr.io/pause:3.1 # the pause image\n');
    expect(stdout).toContain('+  - image: reg.local:5000/pause:3.1-mips64le # the pause image\n');
    expect(file('a.yaml')).toBe(pod);
  });

  it('rewrites what can be read of a folder, and says what cannot, with status 1', () => {
    const { code, stdout, stderr } = runCli(['images', 'rewrite', '--format', 'json', '.'], { cwd: dir });
    expect(code).toBe(1);
    expect(stderr).toBe('');
    const { files } = JSON.parse(stdout) as {
      files: { file: string; changes: unknown[]; problems: unknown[] }[];
    };
    expect(files.map(({ file: name, changes, problems }) => [name, changes.length, problems.length])).toEqual(
      [
        ['a.yaml', 2, 0],
        ['b.yml', 2, 0],
        ['broken.yaml', 0, 1],
      ],
    );
    const rewritten = pod
      .replace('k8s.gcr.io/pause:3.1', 'reg.local:5000/pause:3.1-mips64le')
      .replace('Always', 'IfNotPresent');
    expect(file('a.yaml')).toBe(rewritten);
    expect(file('b.yml')).toBe(rewritten);
    expect(file('broken.yaml')).toBe('apiVersion: v1\nkind: [\n');
  });

  it('takes maps from its options before those of the manifest', () => {
    writeFileSync(join(dir, 'c.yaml'), pod);
    const args = [
      '--registry',
      'k8s.gcr.io=other.local',
      '--tag',
      'k8s.gcr.io/pause=4',
      '--keep-pull-policy',
    ];
    const { code, stdout } = runCli(['images', 'rewrite', ...args, 'c.yaml'], { cwd: dir });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout:
        'c.yaml:5:12: k8s.gcr.io/pause:3.1 → other.local/pause:4\nValues changed: 1; files changed: 1.\n',
    });
  });

  it('says what is wrong with its arguments in one line', () => {
    for (const [args, message] of [
      [['--registry', 'x', 'a.yaml'], 'write it as from=to.'],
      [['-', 'a.yaml'], '- is the only path where it is given'],
    ] as const) {
      const { code, stderr } = runCli(['images', 'rewrite', ...args], { cwd: dir });
      expect(code).toBe(2);
      expect(stderr).toContain(message);
      expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    }
    expect(runCli(['images', 'rewrite', 'latin.yaml'], { cwd: dir })).toMatchObject({
      code: 1,
      stderr: 'latin.yaml:1:1: latin.yaml is not UTF-8\n',
    });
  });
});
