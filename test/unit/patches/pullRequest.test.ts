import { describe, expect, it } from 'vitest';
import { pullRequestText, type PullRequestInput } from '../../../src/core/patches/pullRequest';
import type { BuildRecord } from '../../../src/core/plan/buildRecord';

const commit = 'a'.repeat(40);
const build: BuildRecord = {
  version: 2,
  component: 'runc',
  target: 'mips64le',
  builtAt: '2026-11-29T00:00:00Z',
  source: { path: 'runc', commit, dirty: false },
  tools: [{ name: 'go', command: 'go', version: 'go version go1.24.4 linux/amd64' }],
  commands: ['GOARCH=mips64le go build -o /home/wei/port/.mips-port/build/mips64le/runc/runc .'],
  artifacts: [{ path: '.mips-port/build/mips64le/runc/runc', size: 1, modified: 1, sha256: 'b'.repeat(64) }],
  smoke: {
    passed: false,
    at: '2026-11-29T00:00:00Z',
    command: 'runc --version',
    message: 'exit status 1',
    output: '',
    runs: [
      { passed: true, command: 'qemu runc --version', message: '', output: 'runc version 1.4.0\n' },
      { passed: false, command: 'qemu runc spec', message: 'exit status 1', output: 'no\n' },
    ],
  },
};
const input: PullRequestInput = {
  component: 'runc',
  target: 'mips64le',
  patches: [
    {
      subject: 'fs2: convert Rdev',
      body: 'It is 32 bits wide.\n\nReviewed-by: A <a@b.c>\nSigned-off-by: Wei Zhang <wei@example.org>',
    },
  ],
  evidence: {
    root: '/home/wei/port',
    commit,
    build,
    tests: {
      version: 1,
      component: 'runc',
      target: 'mips64le',
      passed: true,
      at: '2026-11-29T00:00:00Z',
      command: 'go test ./...',
      message: '',
      output: 'noise\nok  \texample.org/runc/libcontainer\t1.2s\n',
      source: { path: 'runc', commit, dirty: false },
    },
  },
};

describe('the text of a pull request', () => {
  it('says what and why, and which builds and runs of these commits passed and failed', () => {
    const text = pullRequestText(input);
    expect(text).toMatch(/^# fs2: convert Rdev\n\nIt is 32 bits wide\.\n\n## Commits\n/);
    expect(text).not.toContain('Signed-off-by');
    expect(text).toContain('- Built for linux/mips64le (go version go1.24.4 linux/amd64):');
    expect(text).toContain(`\`runc\`, sha256 \`${'b'.repeat(64)}\``);
    expect(text).toContain(
      '- Runs under QEMU:\n\n  ```\n  $ qemu runc --version\n  runc version 1.4.0\n  ```',
    );
    expect(text).toContain('- **Fails** under QEMU (exit status 1):');
    expect(text).toContain('- The tests pass for linux/mips64le under QEMU:');
    expect(text).toContain('ok  \texample.org/runc/libcontainer');
    expect(text).not.toContain('noise');
    expect(text).not.toContain('/home/wei');
  });

  it.each([
    ['of another commit', { ...build, source: { path: 'runc', commit: 'c'.repeat(40), dirty: false } }],
    ['of files with changes', { ...build, source: { path: 'runc', commit, dirty: true } }],
    ['whose commit nobody knows', { ...build, source: { path: 'runc' } }],
  ])('claims nothing from a build %s', (_, other) => {
    const evidence = { ...input.evidence, build: other, tests: undefined };
    const text = pullRequestText({ ...input, evidence });
    expect(text).toContain('Not tested yet: there is no build of runc at the commit of this series.');
    expect(text).not.toContain('Built for');
  });

  it('fills in a template of the user, and leaves other braces alone', () => {
    const text = pullRequestText(input, '{{title}} for {{target}} by {{author}}: {{patches}}');
    expect(text).toBe('fs2: convert Rdev for linux/mips64le by {{author}}: - fs2: convert Rdev');
  });

  it('gives several patches a title of their own', () => {
    const two = { ...input, patches: [...input.patches, { subject: 'nsenter: more', body: 'More.' }] };
    expect(pullRequestText(two)).toMatch(/^# Build and run on linux\/mips64le\n/);
  });
});
