import { chmodSync, existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { judgeQemu } from '../../../src/core/images/qemuReleases';
import { english } from '../../../src/core/l10n';
import { findTarget } from '../../../src/core/target/targets';
import { emulationOf, type Emulation } from '../../../src/node/preflight';
import { versionIn } from '../../../src/node/toolReport';
import { outputOf } from '../../../src/node/tools';
import { describeWith, findTool } from '../support/tools';

const line = '/usr/lib/binfmt.d/qemu-mips64el.conf';

describeWith(['qemu-mips64el-static'], 'the look at emulation before a build', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mips-port-preflight-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const target = findTarget('mips64le');
  if (!target) throw new Error('no mips64le');
  writeFileSync(join(folder, 'register'), '');

  const look = (interpreter: string): Promise<Emulation> => {
    writeFileSync(
      join(folder, 'qemu-mips64el'),
      `enabled\ninterpreter ${interpreter}\nflags: OPF\noffset 0\nmagic 7f454c4602010100\n`,
    );
    return emulationOf('buildah', target, english, folder);
  };
  const saying = (version: string): string => {
    const path = join(mkdtempSync(join(folder, 'bin-')), 'qemu-mips64el-static');
    writeFileSync(path, `#!/bin/sh\necho "qemu-mips64el version ${version} (Debian 1:${version}+dfsg-1)"\n`);
    chmodSync(path, 0o755);
    return path;
  };

  it("takes this machine's QEMU, as its version deserves", async () => {
    const qemu = findTool('qemu-mips64el-static') ?? '';
    const version = versionIn(await outputOf(qemu, ['--version'])) ?? '';
    expect(version).toMatch(/^\d+\.\d+/);
    expect(await look(realpathSync(qemu))).toEqual(judgeQemu(version, 'mips64le', english));
  });

  it('refuses one that cannot run programs of Go, and says what mends it', async () => {
    expect(existsSync(line)).toBe(true);
    const entry = join(folder, 'qemu-mips64el');
    expect(await look(saying('4.2.1'))).toEqual({
      problem:
        'buildah runs programs for mips64le only with binfmt_misc mips64el: QEMU 4.2.1: programs of Go end as they start (“rt_sigaction failure”); QEMU 5.0 and newer run them;' +
        ` install a newer qemu-user-static, then as root write -1 to ${entry} and the line of ${line} to ${join(folder, 'register')}`,
    });
  });

  it('only tells what is known against others', async () => {
    expect(await look(saying('8.2.2'))).toEqual({
      advice: 'QEMU 8.2.2: test programs of Go 1.22 were seen to crash, those of 1.23 not (golang/go#72125)',
    });
    expect(await look(saying('9.2.0'))).toEqual({});
  });
});
