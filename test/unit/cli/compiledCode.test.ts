import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requireCompiled } from '../../../src/cli/compiledCode';
import { runCli } from '../support/cli';

const answer = (value: string): string =>
  `const { basename } = require('node:path');
   exports.ask = function ask() { return basename(__filename) + ${JSON.stringify(value)}; };`;

describe('requireCompiled', () => {
  let scratch = '';
  let file = '';
  let folder = '';
  const run = (purpose = 'scan'): string => {
    const bundle = requireCompiled(file, folder, purpose);
    const said = (bundle.exports as { ask(): string }).ask();
    bundle.keep();
    return said;
  };
  const kept = (): string => {
    const [name = ''] = readdirSync(folder);
    return join(folder, name);
  };
  /** A file that is written again is another one. */
  const writtenAgain = (): boolean => {
    const before = statSync(kept()).ino;
    run();
    return statSync(kept()).ino !== before;
  };

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'mips-port-compiled-'));
    file = join(scratch, 'bundle.js');
    folder = join(scratch, 'cache', 'compiled');
    writeFileSync(file, answer('one'));
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  it('runs a bundle as require does, with kept code and without', () => {
    expect(run()).toBe('bundle.jsone');
    expect(readdirSync(folder)).toHaveLength(1);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
    expect(run()).toBe('bundle.jsone');
    expect(writtenAgain()).toBe(false);
  });

  it('keeps code for each purpose', () => {
    run('scan');
    run('fix');
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('does not take the code of a bundle of the same length that was there before', () => {
    run();
    writeFileSync(file, answer('two'));
    utimesSync(file, 1, 1);
    expect(run()).toBe('bundle.jstwo');
    expect(run()).toBe('bundle.jstwo');
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('removes the code of bundles that are gone, and of an older program', () => {
    run();
    const gone = kept();
    rmSync(file);
    writeFileSync(join(folder, 'scan-old.bin'), Buffer.alloc(64, 7));
    file = join(scratch, 'other.js');
    writeFileSync(file, answer('two'));
    expect(run()).toBe('other.jstwo');
    expect(readdirSync(folder)).toHaveLength(1);
    expect(existsSync(gone)).toBe(false);
    run('fix');
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it('takes no code that V8 refuses, and replaces it', () => {
    // In one process V8 remembers what it compiled, so each run has its own.
    const scan = (): number | null => runCli(['scan', scratch], { cache: scratch }).code;
    folder = join(scratch, 'mips-port/compiled');
    expect(scan()).toBe(0);
    const content = readFileSync(kept());
    // After our key comes V8's own number and the hash of its version.
    const behind = content.indexOf(0) + 1;
    const [key, code] = [content.subarray(0, behind), content.subarray(behind)];
    writeFileSync(kept(), Buffer.concat([key, Buffer.alloc(16), code.subarray(16)]));
    expect(scan()).toBe(0);
    expect(readFileSync(kept()).subarray(behind, behind + 16)).toEqual(code.subarray(0, 16));
    writeFileSync(kept(), 'x');
    expect(scan()).toBe(0);
    const { ino } = statSync(kept());
    expect(scan()).toBe(0);
    expect(statSync(kept()).ino).toBe(ino);
  });

  it.skipIf(process.getuid === undefined)('takes no code that others may have written', () => {
    run();
    chmodSync(kept(), 0o666);
    expect(writtenAgain()).toBe(true);
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
  });

  it('runs where nothing can be kept', () => {
    writeFileSync(join(scratch, 'cache'), '');
    expect(run()).toBe('bundle.jsone');
  });
});
