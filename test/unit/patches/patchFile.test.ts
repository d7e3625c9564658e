import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { filesOf, parsePatchFile, type PatchFile } from '../../../src/core/patches/patchFile';
import { patchFileName } from '../../../src/core/patches/series';

function read(text: string): PatchFile {
  const patch = parsePatchFile(text, english);
  if (patch.kind === 'invalid') throw new Error(`${patch.line}: ${patch.message}`);
  return patch;
}

describe('patches that git wrote', () => {
  let folder = '';
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_AUTHOR_NAME: 'Zoë Müller',
        GIT_AUTHOR_EMAIL: 'zoe@example.org',
        GIT_COMMITTER_NAME: 'Zoë Müller',
        GIT_COMMITTER_EMAIL: 'zoe@example.org',
      },
    });
  const format = (): string => {
    const name = git('format-patch', '-1', '--zero-commit', '-N', '--no-signature', '--binary').trim();
    const text = readFileSync(join(folder, name), 'utf8');
    rmSync(join(folder, name));
    return text;
  };

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mips-port-patch-'));
    git('init', '-q');
    writeFileSync(join(folder, 'a.go'), 'package a\n\nvar x = 1\n');
    writeFileSync(join(folder, 'old name.go'), 'package a\n\nvar long = "some text that stays"\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'begin');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('are read: author, subject over several lines, body, files', () => {
    const subject = `lib: konvertiere Gerätenummern, ${'die auf mips64le 32 Bit haben, '.repeat(3)}immer`;
    writeFileSync(join(folder, 'a.go'), 'package a\n\nvar x = 2\n');
    git('rm', '-q', 'old name.go');
    writeFileSync(join(folder, 'new.go'), 'package a\n');
    writeFileSync(join(folder, 'logo.bin'), Buffer.from([0, 1, 2, 3, 255, 0, 7]));
    git('add', '-A');
    git('commit', '-q', '-s', '-m', subject, '-m', 'Why it is so.\n\n-- not the end\nmore');
    const patch = read(format());
    expect(patch).toMatchObject({
      from: 'Zoë Müller <zoe@example.org>',
      subject,
      body: 'Why it is so.\n\n-- not the end\nmore\n\nSigned-off-by: Zoë Müller <zoe@example.org>',
      crlf: false,
    });
    expect(
      patch.diffs.map(({ oldFile, newFile, binary, hunks }) => [oldFile, newFile, binary, hunks.length]),
    ).toEqual([
      ['a.go', 'a.go', false, 1],
      [undefined, 'logo.bin', true, 0],
      [undefined, 'new.go', false, 1],
      ['old name.go', undefined, false, 1],
    ]);
    expect(filesOf(patch)).toEqual(['a.go', 'logo.bin', 'new.go', 'old name.go']);
  });

  it('are read with the line ends of the files they change, and with those of a mail program', () => {
    writeFileSync(join(folder, 'crlf.go'), 'package a\r\n');
    git('add', '-A');
    git('commit', '-q', '-m', 'add a file with CRLF');
    const text = format();
    expect(read(text)).toMatchObject({ crlf: false, subject: 'add a file with CRLF' });
    expect(read(text).diffs[0]?.hunks[0]?.lines).toEqual(['+package a\r']);
    const mangled = format().replace(/\r?\n/g, '\r\n');
    expect(read(mangled)).toMatchObject({ crlf: true, subject: 'add a file with CRLF', body: '' });
    expect(read(mangled).diffs[0]?.hunks[0]?.lines).toEqual(['+package a']);
  });

  it.each([
    'libct/devices: convert Rdev (mips64le)',
    '... dots.. and -- dashes -',
    'Größe der Seiten: 中文 title',
    'a title that is much longer than what git takes into the name of a patch file, by far',
    'v1.2.',
  ])('have the name that patchFileName says: %s', (subject) => {
    writeFileSync(join(folder, 'n.txt'), subject);
    git('add', '-A');
    git('commit', '-q', '-m', subject);
    const out = mkdtempSync(join(folder, 'out-'));
    git('format-patch', '-1', '-N', '-q', '-o', out);
    expect([patchFileName(1, subject)]).toEqual(readdirSync(out));
    rmSync(out, { recursive: true });
  });
});

describe('texts that are no patches', () => {
  it.each([
    ['', 1, 'no patch as git format-patch writes it'],
    [
      'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n',
      1,
      'no patch as git format-patch writes it',
    ],
    ['From: A <a@b>\nSubject: x\n\nbody\n---\n', 1, 'it has no diff'],
    [
      'From: A <a@b>\nSubject: x\n\nbody\n---\ndiff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1 @@\n-a\n+b\n',
      6,
      'its diff is damaged: Hunk',
    ],
  ])('are said to be none: %j', (text, line, message) => {
    const patch = parsePatchFile(text, english);
    expect(patch).toMatchObject({ kind: 'invalid', line });
    expect(patch.kind === 'invalid' && patch.message).toContain(message);
  });
});
