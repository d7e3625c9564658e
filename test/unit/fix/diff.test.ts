import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unifiedDiff } from '../../../src/core/fix';
import type { FileChange } from '../../../src/core/fix';

describe('unifiedDiff', () => {
  it('has the headers and hunks of git', () => {
    expect(
      unifiedDiff([
        { file: 'b/new.go', before: undefined, after: 'package b\n' },
        { file: 'a.go', before: 'one\ntwo\n', after: 'one\nTWO\n' },
        { file: 'same.go', before: 'x', after: 'x' },
      ]),
    ).toBe(
      [
        'diff --git a/a.go b/a.go',
        '--- a/a.go',
        '+++ b/a.go',
        '@@ -1,2 +1,2 @@',
        ' one',
        '-two',
        '+TWO',
        'diff --git a/b/new.go b/b/new.go',
        'new file mode 100644',
        '--- /dev/null',
        '+++ b/b/new.go',
        '@@ -0,0 +1,1 @@',
        '+package b',
        '',
      ].join('\n'),
    );
    expect(unifiedDiff([])).toBe('');
  });

  const changes: readonly FileChange[] = [
    { file: 'crlf.go', before: 'a\r\nb\r\nc\r\n', after: 'a\r\nB\r\nc\r\n' },
    { file: 'no newline.txt', before: 'a\nb', after: 'a\nb\nc' },
    { file: 'gains newline.txt', before: 'a', after: 'a\n' },
    { file: 'sub/new "quoted" é.go', before: undefined, after: 'x\ny' },
    { file: 'lone.txt', before: 'a\rb\nc\n', after: 'a\rB\nc\n' },
    { file: 'bom.go', before: '\uFEFFpackage a\n', after: '\uFEFFpackage b\n' },
    {
      file: 'far.txt',
      before: lines(40),
      after: lines(40).replace('line 3\n', '').replace('line 30', 'LINE 30'),
    },
  ];

  it.each([
    ['git', ['apply', '--whitespace=nowarn', 'change.patch']],
    ['patch', ['-p1', '--binary', '-s', '-i', 'change.patch']],
  ])('is taken by %s, which makes the same files of it', (tool, args) => {
    const root = mkdtempSync(join(tmpdir(), 'mips-port-diff-'));
    try {
      for (const { file, before } of changes) {
        mkdirSync(dirname(join(root, file)), { recursive: true });
        if (before !== undefined) writeFileSync(join(root, file), before);
      }
      writeFileSync(join(root, 'change.patch'), unifiedDiff(changes));
      execFileSync(tool, args, { cwd: root });
      for (const { file, after } of changes) expect(readFileSync(join(root, file), 'utf8'), file).toBe(after);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

function lines(count: number): string {
  return Array.from({ length: count }, (_, number) => `line ${number + 1}\n`).join('');
}
