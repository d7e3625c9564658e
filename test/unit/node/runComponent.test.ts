import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { artifactsOf, type PlanInput } from '../../../src/core/plan/componentPlans';
import { parseGoOutput } from '../../../src/core/plan/goOutput';
import { defaultToolchain } from '../../../src/core/plan/toolchain';
import { findTarget } from '../../../src/core/target/targets';
import { readComponentState } from '../../../src/node/componentState';
import { runComponent } from '../../../src/node/runComponent';
import { readElf } from '../../../src/node/runPlan';
import { describeWith, goCommands } from '../support/tools';

describeWith(['go', 'qemu-mips64el-static'], 'components of the sample workspace', () => {
  let root: string;
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'run-component-'));
    cpSync(join(__dirname, '../../fixtures/sample'), root, { recursive: true });
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function input(name: string): PlanInput {
    const { manifest } = readManifest(readFileSync(join(root, 'mips-port.yaml'), 'utf8'), english);
    const component = manifest?.components.find((candidate) => candidate.name === name);
    const target = findTarget('mips64le');
    if (!component || !target) throw new Error(`no component ${name}`);
    const go = goCommands().at(-1)?.command ?? 'go';
    return { root, component, target, toolchain: { ...defaultToolchain(target), go } };
  }

  it('builds, verifies and runs hello, and reads its state from the file', async () => {
    const hello = input('hello');
    const path = artifactsOf(hello.component, hello.target)[0]?.path ?? '';
    expect(await readComponentState(hello)).toEqual({ artifacts: [{ kind: 'missing', path }] });
    const run = await runComponent('run', hello, { t: english });
    expect(run.results.map(({ message }) => message).join('\n')).toContain(
      'mips64le ELF: 64-bit little-endian MIPS n64',
    );
    expect(run.ok).toBe(true);
    const state = await readComponentState(hello);
    expect(state.artifacts).toMatchObject([{ kind: 'built' }]);
    expect(state.smoke).toMatchObject({ passed: true });
    expect(await readElf(join(root, path))).toMatchObject({
      bits: 64,
      endian: 'little',
      machine: 8,
      type: 'executable',
      mipsAbi: 'n64',
      dynamic: false,
    });
    expect(readFileSync(join(root, '.mips-port/.gitignore'), 'utf8')).toBe('*\n');

    appendFileSync(join(root, path), 'x');
    const changed = await readComponentState(hello);
    expect(changed.artifacts).toMatchObject([{ kind: 'built' }]);
    expect(changed.smoke).toBeUndefined();
  });

  it('keeps the smoke result of a build that made the same bytes again', async () => {
    const hello = input('hello');
    expect((await runComponent('run', hello, { t: english })).ok).toBe(true);
    expect((await runComponent('build', hello, { t: english })).ok).toBe(true);
    expect((await readComponentState(hello)).smoke).toMatchObject({ passed: true });
  });

  it('is content with a build where QEMU is missing, and says so', async () => {
    const hello = input('hello');
    const lacking = { ...hello, toolchain: { ...hello.toolchain, qemu: 'no-such-qemu' } };
    const build = await runComponent('build', lacking, { t: english });
    expect(build.ok).toBe(true);
    expect(build.results.at(-1)).toMatchObject({ kind: 'missing-tool' });
    expect((await runComponent('run', lacking, { t: english })).ok).toBe(false);
  });

  it('remembers how the tests ended, and not that they were stopped', async () => {
    const hello = input('hello');
    expect((await readComponentState(hello)).tests).toBeUndefined();
    expect((await runComponent('test', hello, { t: english })).ok).toBe(true);
    const { tests } = await readComponentState(hello);
    expect(tests).toMatchObject({ passed: true, message: '' });
    expect(tests?.command).toContain('-exec');

    const sockets = input('sockets');
    expect((await runComponent('test', sockets, { t: english })).ok).toBe(false);
    const failed = (await readComponentState(sockets)).tests;
    expect(failed).toMatchObject({ passed: false, message: 'exit status 1' });
    expect(failed?.output).toContain('--- FAIL: TestReuseAddr');

    const stopped = { t: english, signal: AbortSignal.abort() };
    expect((await runComponent('test', hello, stopped)).ok).toBe(false);
    expect((await readComponentState(hello)).tests).toEqual(tests);
  });

  it('reports the errors of a broken build at their lines', async () => {
    let output = '';
    const run = await runComponent('build', input('broken'), {
      t: english,
      events: { onOutput: (text) => (output += text) },
    });
    expect(run.ok).toBe(false);
    const found = parseGoOutput(output);
    expect(found.length).toBeGreaterThan(0);
    const lines = readFileSync(join(root, 'broken/main.go'), 'utf8').split('\n');
    for (const { file, line } of found) {
      expect(file).toBe('main.go');
      expect(lines[line - 1]?.trim()).not.toBe('');
    }
    expect((await readComponentState(input('broken'))).artifacts).toMatchObject([{ kind: 'missing' }]);
  });
});
