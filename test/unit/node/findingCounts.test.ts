import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { countFindings } from '../../../src/node/findingCounts';
import { createScanSession, type ScanSession } from '../../../src/node/scanSession';

let root: string;
let session: ScanSession;
let scans = 0;

const count = (path: string): ReturnType<typeof countFindings> =>
  countFindings(root, path, {
    target: 'mips64le',
    t: english,
    session: () => {
      scans++;
      return Promise.resolve(session);
    },
  });

describe('counting findings', () => {
  beforeAll(async () => {
    session = await createScanSession();
    root = mkdtempSync(join(tmpdir(), 'mips-port-counts-'));
    mkdirSync(join(root, 'dev'));
    writeFileSync(join(root, 'dev/go.mod'), 'module example.org/dev\n\ngo 1.19\n');
    writeFileSync(
      join(root, 'dev/dev.go'),
      'package dev\n\nimport "syscall"\n\nfunc Dev(st *syscall.Stat_t) uint64 { return st.Rdev }\n',
    );
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('scans once, and again when a file is another one', async () => {
    const first = { errors: 1, warnings: 0, infos: 0 };
    expect(await count('dev')).toEqual(first);
    expect(await count('dev')).toEqual(first);
    expect(scans).toBe(1);
    appendFileSync(join(root, 'dev/dev.go'), '\nfunc Links(st *syscall.Stat_t) uint64 { return st.Nlink }\n');
    expect(await count('dev')).toEqual({ ...first, errors: 2 });
    expect(scans).toBe(2);
    expect(readFileSync(join(root, '.mips-port/.gitignore'), 'utf8')).toBe('*\n');
  });

  it('has nothing to say of a folder that is not there', async () => {
    expect(await count('nowhere')).toBeUndefined();
  });
});
