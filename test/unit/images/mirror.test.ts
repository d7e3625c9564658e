import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isMirror } from '../../../src/core/images/mirror';

interface Schema {
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly pattern?: string }>> };
  };
}

const manifest = JSON.parse(readFileSync(join(__dirname, '../../../package.json'), 'utf8')) as Schema;
const pattern = manifest.contributes.configuration.properties['mipsPort.images.mirror']?.pattern ?? '';

it.each([
  ['http://deb.debian.org/debian', true],
  ['https://mirrors.tuna.tsinghua.edu.cn/debian/', true],
  ['http://127.0.0.1:3142/deb.debian.org/debian', true],
  ['file:/srv/debian', true],
  ['copy:///mnt/debian', true],
  ['deb.debian.org/debian', false],
  ['ftp://ftp.debian.org/debian', false],
  ['http://user:secret@mirror.local/debian', false],
  ['http://m.local/debian bookworm main', false],
  ["http://m.local/'; id; '", false],
  ['http://m.local/$(id)', false],
  ['http://m.local/`id`', false],
  ['http://m.local/a#g', false],
  ['http://m.local/\ndeb http://other', false],
  ['http://m.local/debian\n', false],
  ['http://m.local/[trusted=yes]', false],
  ['', false],
])('%j is the address of a mirror: %j', (text, is) => {
  expect(isMirror(text)).toBe(is);
  // The settings editor says the same; there nothing at all is Debian's own.
  if (text !== '') expect(new RegExp(pattern).test(text)).toBe(is);
});
