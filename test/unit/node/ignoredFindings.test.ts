import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createScanSession } from '../../../src/node/scanSession';
import { openFixture } from '../support/fixtureTree';

/** A function whose second comparison is ignored where `comment` says so. */
function source(comment: string): string {
  return `package dev

import "syscall"

func number(st *syscall.Stat_t) (uint64, uint64) {
	var a uint64 = st.Dev
	${comment}
	var b uint64 = st.Rdev
	return a, b
}
`;
}

const ignore = '// mips-port:ignore stat-width kept for the test';

describe('findings that comments silence', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'mips-port-ignore-'));
    mkdirSync(join(root, 'dev'));
    writeFileSync(join(root, 'go.mod'), 'module example.org/dev\n\ngo 1.19\n');
    writeFileSync(join(root, 'dev', 'dev.go'), source(ignore));
    writeFileSync(
      join(root, 'dev', 'Makefile'),
      'all:\n\tgo build -buildmode=pie # mips-port:ignore build-mode tried\n\tgo build -buildmode=pie ./b\n',
    );
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('are left out of whole scans, of a part of a module too', async () => {
    const session = await createScanSession();
    const places = (dir: string): readonly string[] =>
      session
        .scan({ root: join(root, dir), target: 'mips64le' })
        .findings.map(({ file, line }) => `${file}:${line}`);
    expect(places('')).toEqual(['dev/Makefile:3', 'dev/dev.go:6']);
    expect(places('dev')).toEqual(['Makefile:3', 'dev.go:6']);
  });

  it('are there again for whoever asks for them', async () => {
    const session = await createScanSession();
    const { findings } = session.scan({ root, target: 'mips64le', keepIgnored: true });
    expect(findings.map(({ line }) => line)).toEqual([2, 3, 6, 8]);
  });

  it('are left out of the scan of an edited file by its text as it is now', async () => {
    const session = await createScanSession();
    const lines = (text?: string): readonly number[] =>
      session.scanFile({ root, target: 'mips64le' }, 'dev/dev.go', text).map(({ line }) => line);
    expect(lines()).toEqual([6]);
    expect(lines(source(''))).toEqual([6, 8]);
    expect(lines(source(ignore))).toEqual([6]);
  });

  it('are left out of what the rules make of facts', async () => {
    const { facts } = await openFixture({
      'go.mod': 'module example.org/dev\n\ngo 1.19\n',
      'dev/dev.go': source(ignore),
    });
    const session = await createScanSession();
    const found = facts('dev');
    expect(found).toHaveLength(2);
    expect(session.explain({ root, target: 'mips64le' }, found).map(({ line }) => line)).toEqual([6]);
  });
});
