import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { Toolchain } from '../../core/plan/toolchain';
import type { Target } from '../../core/target/targets';
import { findGo, findOnPath, outputOf } from '../../node/tools';

/** A program or file that the work needs, as it was found or not. */
export interface Tool {
  readonly name: string;
  readonly purpose: string;
  readonly found: { readonly path: string; readonly version: string } | undefined;
  /** What installs it on Debian and its relatives. */
  readonly install: string;
}

/** Looks for everything that building and running for the target needs. Starts programs to ask their versions. */
export async function probeToolchain(toolchain: Toolchain, target: Target): Promise<readonly Tool[]> {
  const go = await findGo(toolchain.go === 'go' ? undefined : toolchain.go);
  const headers = `/usr/${target.triplet}/include/stdio.h`;
  return [
    {
      name: 'Go',
      purpose: vscode.l10n.t('builds components and checks types'),
      found: go && { path: go.command, version: go.version },
      install: 'sudo apt-get install golang-go',
    },
    await program(
      [toolchain.qemu, toolchain.qemu.replace(/-static$/, '')],
      'QEMU',
      vscode.l10n.t('runs programs and tests of {0}', target.goarch),
      /version (\S+)/,
      'sudo apt-get install qemu-user-static',
    ),
    await program(
      [toolchain.cc],
      toolchain.cc,
      vscode.l10n.t('compiles C and cgo for {0}', target.goarch),
      /(\d+\.\d+\.\d+)/,
      `sudo apt-get install gcc-${target.triplet}`,
    ),
    {
      name: vscode.l10n.t('C library headers'),
      purpose: vscode.l10n.t('for cgo on {0}', target.goarch),
      found: existsSync(headers) ? { path: headers, version: '' } : undefined,
      install: `sudo apt-get install libc6-dev-${target.debian}-cross`,
    },
    await program(
      ['git'],
      'Git',
      vscode.l10n.t('reads sources and their history'),
      /version (\S+)/,
      'sudo apt-get install git',
    ),
  ];
}

async function program(
  names: readonly string[],
  name: string,
  purpose: string,
  version: RegExp,
  install: string,
): Promise<Tool> {
  const path = names.map((one) => (isAbsolute(one) ? one : findOnPath(one))).find((one) => one !== undefined);
  const output = path === undefined ? undefined : await outputOf(path, ['--version']);
  return {
    name,
    purpose,
    install,
    found:
      path === undefined || output === undefined
        ? undefined
        : { path, version: version.exec(output)?.[1] ?? '' },
  };
}
