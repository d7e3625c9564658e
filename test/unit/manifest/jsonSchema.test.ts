import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { manifestJsonSchema } from '../../../src/core/manifest/jsonSchema';

describe('media/mips-port.schema.json', () => {
  it('is what the shapes make; run with UPDATE_GOLDEN=1 to write it anew', async () => {
    const path = join(__dirname, '../../../media/mips-port.schema.json');
    const made = `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') {
      const { writeFileSync } = await import('node:fs');
      writeFileSync(path, made);
    }
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(made));
  });
});
