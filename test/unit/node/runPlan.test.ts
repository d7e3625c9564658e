import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import type { CommandStep, Plan, Step } from '../../../src/core/plan/plan';
import { runPlan, succeeded, type StepResult } from '../../../src/node/runPlan';

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'run-plan-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function node(script: string, more: Partial<CommandStep> = {}): CommandStep {
  return {
    kind: 'build',
    id: 'step',
    title: 'step',
    command: process.execPath,
    args: ['-e', script],
    cwd: dir,
    env: {},
    ...more,
  };
}

function plan(...steps: Step[]): Plan {
  return { title: 'plan', steps };
}

async function last(...steps: Step[]): Promise<StepResult | undefined> {
  return (await runPlan(plan(...steps), { t: english })).at(-1);
}

/** Whether a process lives; one that ended and was not waited for yet does not count. */
function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 100 && !condition(); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return condition();
}

describe('runPlan', () => {
  it('runs steps in order, gives them their environment and passes output on', async () => {
    let output = '';
    const steps = [
      { kind: 'folder', id: 'f', title: 'f', path: join(dir, 'a/b') },
      node('process.stdout.write(process.env.WORD + process.cwd())', {
        cwd: join(dir, 'a/b'),
        env: { WORD: 'x' },
      }),
    ] as const;
    const results = await runPlan(plan(...steps), {
      t: english,
      events: { onOutput: (text) => (output += text) },
    });
    expect(succeeded(plan(...steps), results)).toBe(true);
    expect(output).toBe(`x${join(dir, 'a/b')}`);
  });

  it('passes arguments as they are', async () => {
    const hostile = ['$(touch x)', 'a b', '"', "'", ';', '\n'];
    let output = '';
    await runPlan(
      plan(
        node('process.stdout.write(JSON.stringify(process.argv.slice(1)))', {
          args: ['-e', 'process.stdout.write(JSON.stringify(process.argv.slice(1)))', ...hostile],
        }),
      ),
      { t: english, events: { onOutput: (text) => (output += text) } },
    );
    expect(JSON.parse(output)).toEqual(hostile);
  });

  it('stops at the first step that fails', async () => {
    const results = await runPlan(plan(node('process.exit(3)'), node('')), { t: english });
    expect(results).toMatchObject([{ kind: 'failed', exitCode: 3, message: 'exit status 3' }]);
  });

  it('holds the outcome against what is expected', async () => {
    const expect3 = { exitCode: 3, output: 'word' };
    expect(await last(node('console.log("a word"); process.exit(3)', { expect: expect3 }))).toMatchObject({
      kind: 'ok',
    });
    expect(await last(node('process.exit(3)', { expect: expect3 }))).toMatchObject({
      kind: 'failed',
      message: 'the output does not contain "word"',
    });
  });

  it('says which tool is missing', async () => {
    expect(await last(node('', { command: 'no-such-tool-here' }))).toMatchObject({
      kind: 'missing-tool',
      message: expect.stringContaining('no-such-tool-here was not found') as string,
    });
    expect(await last(node('', { cwd: join(dir, 'nowhere') }))).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('no folder') as string,
    });
  });

  it('says that the disk is full', async () => {
    const script = 'console.error("write /w/a: no space left on device"); process.exit(1)';
    expect(await last(node(script))).toMatchObject({ kind: 'disk-full' });
  });

  it('ends a step and what it started when the time is over, even where SIGTERM is ignored', async () => {
    const pidFile = join(dir, 'pid');
    const grandchild = `process.on('SIGTERM', () => {}); require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const script = `process.on('SIGTERM', () => {}); require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const result = await last(node(script, { timeoutMs: 1500 }));
    expect(result).toMatchObject({ kind: 'timeout' });
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(pid).toBeGreaterThan(1);
    expect(await until(() => !lives(pid))).toBe(true);
  });

  it('cancels the whole process group', async () => {
    const pidFile = join(dir, 'cancelled');
    const grandchild = `require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const script = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' }); setInterval(() => {}, 1000)`;
    const controller = new AbortController();
    const running = runPlan(plan(node(script), node('')), { t: english, signal: controller.signal });
    const read = (): number => {
      try {
        return Number(readFileSync(pidFile, 'utf8'));
      } catch {
        return 0;
      }
    };
    expect(await until(() => read() > 0)).toBe(true);
    controller.abort();
    expect(await running).toMatchObject([{ kind: 'cancelled' }]);
    expect(await until(() => !lives(read()))).toBe(true);
  });

  it('does not start anything after a cancel', async () => {
    const marker = join(dir, 'marker');
    const results = await runPlan(plan(node(`require('fs').writeFileSync(${JSON.stringify(marker)}, '')`)), {
      t: english,
      signal: AbortSignal.abort(),
    });
    expect(results).toMatchObject([{ kind: 'cancelled' }]);
    expect(() => readFileSync(marker)).toThrow();
  });

  it('refuses artifacts that are not the target’s', async () => {
    const text = join(dir, 'text');
    writeFileSync(text, '#!/bin/sh\n');
    const verify = { kind: 'verify', id: 'v', title: 'v', target: 'mips64le' } as const;
    expect(await last({ ...verify, file: text })).toMatchObject({
      kind: 'failed',
      message: `${text} is not an ELF file`,
    });
    expect(await last({ ...verify, file: process.execPath })).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('is not for mips64le: 64-bit') as string,
    });
    expect(await last({ ...verify, file: join(dir, 'none') })).toMatchObject({ kind: 'failed' });
  });
});
