import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cli } from '../support/cli';

/** Node's modules that take longer to load than a scan of a small tree needs for anything else. */
const dear = ['crypto', 'fs/promises', 'http', 'https', 'tls', 'zlib'];

describe('the command line', () => {
  let scratch = '';
  /** Those that a command has loaded when it ends. */
  const loadedBy = (...args: readonly string[]): readonly string[] => {
    const { stderr, status } = spawnSync(
      process.execPath,
      ['--require', join(scratch, 'list.js'), cli, ...args],
      {
        encoding: 'utf8',
        cwd: scratch,
        env: { ...process.env, XDG_CACHE_HOME: scratch },
      },
    );
    expect(status, stderr).toBe(0);
    const loaded = JSON.parse(stderr) as readonly string[];
    return dear.filter((name) => loaded.includes(`NativeModule ${name}`));
  };

  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'mips-port-loading-'));
    writeFileSync(
      join(scratch, 'list.js'),
      `process.on('exit', () => require('node:fs').writeSync(2, JSON.stringify(process.moduleLoadList)));`,
    );
    writeFileSync(join(scratch, 'a.go'), 'package a\n');
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('loads for a scan what a scan needs', () => {
    expect(loadedBy('scan', scratch)).toEqual([]);
  });

  it('loads for other commands what they need', () => {
    expect(loadedBy('images', 'list', '--catalogue', 'v1.16.2')).toContain('https');
  });
});
