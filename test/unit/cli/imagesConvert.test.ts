import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli';

const dockerfile =
  '# the server\nFROM alpine:3.18\nCOPY deps.sh /\nRUN /deps.sh && apk add --no-cache wizard # magic\n';

describe('mips-port images convert', () => {
  let dir: string;
  const file = (name: string): string => readFileSync(join(dir, name), 'utf8');
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'mips-port-convert-'));
    for (const folder of ['a', 'b', 'vendor/c']) {
      mkdirSync(join(dir, folder), { recursive: true });
      writeFileSync(join(dir, folder, 'Dockerfile'), dockerfile);
      writeFileSync(join(dir, folder, 'deps.sh'), '#!/bin/sh\napk add curl\n');
    }
    writeFileSync(join(dir, 'a', 'Dockerfile.debug'), 'FROM alpine\nCOPY deps.sh /\nRUN sh /deps.sh\n');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('prints a diff that git applies, and changes nothing, with --dry-run', () => {
    const { code, stderr, stdout } = runCli(['images', 'convert', '--dry-run', 'a'], { cwd: dir });
    expect(code).toBe(1);
    expect(stderr).toContain('Dockerfile:4:36: question: What is the package wizard called in Debian?');
    expect(file('a/Dockerfile')).toBe(dockerfile);
    execFileSync('git', ['apply', '-'], { cwd: join(dir, 'a'), input: stdout });
    expect(file('a/Dockerfile')).toContain('# the server\nFROM debian:bookworm-slim\n');
    expect(file('a/Dockerfile')).toContain('rm -rf /var/lib/apt/lists/* # magic\n');
    // Two Dockerfiles run the script; it is converted once.
    expect(file('a/deps.sh')).toBe(
      '#!/bin/sh\napt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n',
    );
  });

  it('takes bases and packages from the manifest, and leaves vendored files', () => {
    writeFileSync(
      join(dir, 'mips-port.yaml'),
      'version: 1\nbases: { "alpine:*": { use: image, image: reg.local/base:1 } }\npackages: { wizard: [wand] }\n',
    );
    const { code, stdout } = runCli(['images', 'convert', '--format', 'json'], { cwd: dir });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      dryRun: false,
      changed: ['a/Dockerfile', 'a/deps.sh', 'a/Dockerfile.debug', 'b/Dockerfile', 'b/deps.sh'],
    });
    expect(file('b/Dockerfile')).toContain('FROM reg.local/base:1\n');
    expect(file('b/Dockerfile')).toContain('--no-install-recommends wand &&');
    expect(file('vendor/c/Dockerfile')).toBe(dockerfile);
    // Once more there is nothing left to do.
    expect(runCli(['images', 'convert', '--dry-run'], { cwd: dir })).toMatchObject({ code: 0, stdout: '' });
  });

  it('takes no answer from the manifest that is no name', () => {
    writeFileSync(join(dir, 'mips-port.yaml'), "version: 1\npackages: { wizard: ['a;id'] }\n");
    const { code, stderr } = runCli(['images', 'convert', 'a'], { cwd: dir });
    expect(code).toBe(1);
    expect(stderr).toContain('write the name of a package of Debian');
    expect(stderr).toContain('What is the package wizard called in Debian?');
    expect(file('a/Dockerfile')).toContain('--no-install-recommends wizard &&');
  });

  it('says in one line what it cannot find', () => {
    const { code, stderr } = runCli(['images', 'convert', 'nowhere'], { cwd: dir });
    expect(code).toBe(2);
    expect(stderr).toBe('mips-port: no such file or folder: nowhere\n');
  });
});
