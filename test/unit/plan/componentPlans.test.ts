import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import type { Component } from '../../../src/core/manifest/manifest';
import { readManifest } from '../../../src/core/manifest/readManifest';
import { planOf, type ComponentAction } from '../../../src/core/plan/componentPlans';
import type { Plan } from '../../../src/core/plan/plan';
import { printPlan } from '../../../src/core/plan/printPlan';
import { defaultToolchain, type Toolchain } from '../../../src/core/plan/toolchain';
import { findTarget } from '../../../src/core/target/targets';

const target = findTarget('mips64le');
if (!target) throw new Error('the table of targets lacks mips64le');
const mips64le = target;

function component(yaml: string): Component {
  const { manifest, problems } = readManifest(`version: 1\ncomponents:\n  - ${yaml}\n`, english);
  expect(problems).toEqual([]);
  const first = manifest?.components[0];
  if (!first) throw new Error('no component was read');
  return first;
}

function plan(action: ComponentAction, yaml: string, toolchain: Partial<Toolchain> = {}): Plan {
  return planOf(action, {
    root: '/w',
    component: component(yaml),
    target: mips64le,
    toolchain: { ...defaultToolchain(mips64le), ...toolchain },
  });
}

const offline = {
  GOOS: 'linux',
  GOARCH: 'mips64le',
  CGO_ENABLED: '0',
  GOTOOLCHAIN: 'local',
  GOPROXY: 'off',
};

describe('build plans', () => {
  it('cross-compile one package and verify it', () => {
    const { steps } = plan('build', '{name: app, path: src, build: {packages: [./cmd/app]}}');
    expect(steps).toMatchObject([
      { kind: 'folder', path: '/w/.mips-port/build/mips64le/app' },
      {
        kind: 'build',
        command: 'go',
        args: ['build', '-trimpath', '-o', '/w/.mips-port/build/mips64le/app/app', './cmd/app'],
        cwd: '/w/src',
        env: offline,
      },
      { kind: 'verify', file: '/w/.mips-port/build/mips64le/app/app', target: 'mips64le' },
    ]);
  });

  it('build every package into a file of its own', () => {
    const { steps } = plan('build', '{name: all, build: {packages: [., ./cmd/b]}}');
    expect(steps.map(({ id }) => id)).toEqual(['folder-1', 'build-all', 'build-b', 'verify-all', 'verify-b']);
  });

  it('compile a library without keeping anything', () => {
    const { steps } = plan('build', '{name: lib}');
    expect(steps).toMatchObject([{ kind: 'build', args: ['build', '-trimpath', './...'], cwd: '/w' }]);
  });

  it('pass tags, flags, environment and the cross compiler', () => {
    const { steps } = plan(
      'build',
      '{name: a, build: {packages: [.], output: bin/a, cgo: true, tags: [seccomp, x], ldflags: -s -w, env: {CGO_CFLAGS: -O1}, args: [-v]}}',
      { network: true, go: '/opt/go/bin/go' },
    );
    expect(steps[1]).toMatchObject({
      command: '/opt/go/bin/go',
      args: ['build', '-trimpath', '-tags', 'seccomp,x', '-ldflags', '-s -w', '-v', '-o', '/w/bin/a', '.'],
      env: {
        GOOS: 'linux',
        GOARCH: 'mips64le',
        CGO_ENABLED: '1',
        GOTOOLCHAIN: 'local',
        CC: 'mips64el-linux-gnuabi64-gcc',
        CGO_CFLAGS: '-O1',
      },
    });
    expect(steps[1]).not.toHaveProperty('env.GOPROXY');
  });

  it('call make and the C compiler with the target in the environment', () => {
    const make = plan('build', '{name: m, kind: make, path: m, build: {output: out/m, args: [all]}}').steps;
    expect(make).toMatchObject([
      {
        kind: 'build',
        command: 'make',
        args: ['all'],
        cwd: '/w/m',
        env: { ...offline, CC: 'mips64el-linux-gnuabi64-gcc', CROSS_COMPILE: 'mips64el-linux-gnuabi64-' },
      },
      { kind: 'verify', file: '/w/m/out/m' },
    ]);
    const c = plan('build', '{name: pause, kind: c, build: {sources: [pause.c], args: [-static]}}').steps;
    expect(c[1]).toMatchObject({
      command: 'mips64el-linux-gnuabi64-gcc',
      args: ['-static', '-o', '/w/.mips-port/build/mips64le/pause/pause', 'pause.c'],
    });
  });
});

describe('test and run plans', () => {
  it('run Go tests through QEMU', () => {
    const { steps } = plan('test', '{name: a, path: a, test: {packages: [./x], args: [-short]}}');
    expect(steps).toMatchObject([
      {
        kind: 'test',
        command: 'go',
        args: ['test', '-trimpath', '-exec', 'qemu-mips64el-static', '-short', './x'],
        cwd: '/w/a',
        env: offline,
        timeoutMs: 1_800_000,
      },
    ]);
  });

  it('have no steps where there are no tests', () => {
    expect(plan('test', '{name: a, test: false}').steps).toEqual([]);
  });

  it('run an artifact that has no smoke command', () => {
    expect(plan('build', '{name: a, build: {packages: [.]}}').steps.at(-1)?.kind).toBe('verify');
    expect(plan('run', '{name: a, build: {packages: [.]}}').steps.at(-1)).toMatchObject({
      kind: 'smoke',
      expect: { exitCode: 0 },
    });
  });

  it.each(['build', 'run'] as const)('run the smoke command after the build: %s', (action) => {
    const { steps } = plan(
      action,
      '{name: a, build: {packages: [.]}, smoke: {args: [--version], expect: "v1", exitCode: 3, timeout: 5}}',
      { qemuArgs: ['-cpu', 'Loongson-3A4000'], asyncPreemptOff: true },
    );
    expect(steps.at(-1)).toMatchObject({
      kind: 'smoke',
      command: 'qemu-mips64el-static',
      args: [
        '-cpu',
        'Loongson-3A4000',
        '-L',
        '/usr/mips64el-linux-gnuabi64',
        '/w/.mips-port/build/mips64le/a/a',
        '--version',
      ],
      env: { GODEBUG: 'asyncpreemptoff=1' },
      timeoutMs: 5000,
      expect: { exitCode: 3, output: 'v1' },
    });
  });
});

describe('printPlan', () => {
  it('prints shell text with quotes where they are needed', () => {
    const text = printPlan(
      plan('build', '{name: a, path: "it\'s here", build: {packages: [.], ldflags: "-X main.v=$(id)"}}'),
    );
    expect(text).toContain("mkdir -p /w/.mips-port/build/mips64le/a\n(cd '/w/it'\\''s here' && GOOS=linux ");
    expect(text).toContain("-ldflags '-X main.v=$(id)' -o /w/.mips-port/build/mips64le/a/a .)");
  });
});
