import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../support/tools';
import { runGenerator, sourcesNeed, withoutPatchRelease } from './abiSources';

const committed = resolve(__dirname, '../../../src/core/target/data');

describeWith(['go-1.22', sourcesNeed()], 'the generator of the ABI tables', () => {
  it('writes the committed data byte for byte, but for the patch release of Go', { timeout: 120_000 }, () => {
    const dir = mkdtempSync(join(tmpdir(), 'abi-'));
    try {
      runGenerator(['--out', dir]);
      expect(readdirSync(dir).sort()).toEqual(readdirSync(committed).sort());
      for (const name of readdirSync(committed)) {
        // Compared as a boolean: a difference printed line by line would be megabytes.
        const [written, kept] = [dir, committed].map((folder) =>
          withoutPatchRelease(readFileSync(join(folder, name), 'utf8')),
        );
        expect(written === kept, `${name} is stale: run node scripts/generate.mjs abi`).toBe(true);
      }
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('says what is wrong with its arguments', () => {
    expect(() => runGenerator(['--goroot', '/nonexistent'])).toThrow(/cannot tell which version/);
    expect(() => runGenerator(['--no-such-option'])).toThrow(/usage: node scripts\/generate\.mjs abi/);
  });
});
