import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import type { RootRequest } from '../../../src/core/plan/rootSteps';
import { findTarget } from '../../../src/core/target/targets';
import { findRootTool, makeRoot } from '../../../src/node/images/makeRoot';
import { runPlan, type StepResult } from '../../../src/node/runPlan';
import type { CommandStep } from '../../../src/core/plan/plan';

const folder = mkdtempSync(join(tmpdir(), 'mips-port-root-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program on a PATH of its own. */
function program(dir: string, name: string, script: string): string {
  const path = join(folder, dir, name);
  mkdirSync(join(folder, dir), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const run = async (step: CommandStep): Promise<StepResult> => {
  const [result] = await runPlan({ title: step.title, steps: [step] }, { t: english });
  if (!result) throw new Error('no result');
  return result;
};

function request(): RootRequest {
  const target = findTarget('mips64le');
  if (!target) throw new Error('no mips64le');
  const choice = { use: 'debian', suite: 'stretch', packages: [] } as const;
  const archive = join(folder, 'context/root.tar');
  mkdirSync(join(folder, 'context'), { recursive: true });
  return { choice, suite: 'stretch', target, archive, cwd: folder, mirror: undefined };
}

describe('what makes a Debian root', () => {
  it('is mmdebstrap, else debootstrap for root', () => {
    const both = program('both', 'mmdebstrap', 'true');
    program('both', 'debootstrap', 'true');
    const second = program('second', 'debootstrap', 'true');
    const env = (dir: string) => ({ PATH: join(folder, dir) });
    expect(findRootTool(english, env('both'), false)).toEqual({ kind: 'mmdebstrap', command: both });
    expect(findRootTool(english, env('second'), true)).toEqual({ kind: 'debootstrap', command: second });
    expect(findRootTool(english, env('second'), false)).toEqual({
      kind: 'none',
      problem: 'debootstrap makes a Debian root for root alone; install mmdebstrap',
    });
  });

  it('leaves an archive with the sources that the release needs, and nothing else behind', async () => {
    const command = program(
      'made',
      'debootstrap',
      'for last; do dir="$last0"; last0="$last"; done; mkdir -p "$dir/etc/apt" "$dir/dev" && echo of-host > "$dir/etc/resolv.conf" && echo made > "$dir/made" && echo x > "$dir/dev/null"',
    );
    const wanted = request();
    const result = await makeRoot(wanted, { kind: 'debootstrap', command }, folder, run);
    expect(result).toMatchObject({ kind: 'ok' });
    const names = execFileSync('tar', ['-tf', wanted.archive], { encoding: 'utf8' }).split('\n');
    expect(names).toEqual(expect.arrayContaining(['./made', './dev/', './etc/apt/sources.list']));
    expect(names).not.toContain('./etc/resolv.conf');
    expect(names).not.toContain('./dev/null');
    const list = execFileSync('tar', ['-xOf', wanted.archive, './etc/apt/sources.list'], {
      encoding: 'utf8',
    });
    expect(list).toBe('deb [check-valid-until=no] http://archive.debian.org/debian stretch main\n');
    expect(readdirSync(folder).filter((name) => name.startsWith('partial'))).toEqual([]);
    rmSync(wanted.archive);
  });

  it('leaves no archive where it fails', async () => {
    const command = program(
      'failed',
      'mmdebstrap',
      'echo half > "$(dirname "$0")/../partial-root.tar"; exit 25',
    );
    const wanted = request();
    const result = await makeRoot(wanted, { kind: 'mmdebstrap', command }, folder, run);
    expect(result).toMatchObject({ kind: 'failed', exitCode: 25 });
    expect(existsSync(wanted.archive)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('partial'))).toEqual([]);
  });
});
