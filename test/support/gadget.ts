import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A small upstream with history, for tests of patches: `v1.0` has two places
 * where a width differs, in two packages; `v1.1` changes neither; `v1.2` writes
 * the line of the first one in another way, so that a patch to it conflicts,
 * and has fixed the second one as the tool does.
 */
export const gadget = {
  device: (expression: string): string => `package gadget

import "syscall"

// Device is the number of the device that a file stands for.
func Device(path string) (uint64, error) {
	var st syscall.Stat_t
	if err := syscall.Stat(path, &st); err != nil {
		return 0, err
	}
	return number(${expression}), nil
}

func number(dev uint64) uint64 { return dev }
`,
  links: (expression: string): string => `package links

import "syscall"

// Count is the number of names that a file has.
func Count(path string) (uint64, error) {
	var st syscall.Stat_t
	if err := syscall.Stat(path, &st); err != nil {
		return 0, err
	}
	var count uint64 = ${expression}
	return count, nil
}
`,
};

/** Runs git in a folder, with an identity of its own. */
export function git(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Ada Porter', '-c', 'user.email=ada@example.org'];
  return execFileSync('git', [...identity, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** Makes the upstream as a repository. @param folder Absolute path; made where it is not there. */
export function makeUpstream(folder: string): void {
  const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, 'links'), { recursive: true });
  git(folder, 'init', '--quiet', '--initial-branch=main');
  const release = (tag: string): void => {
    put('version.go', `package gadget\n\n// Version is this release.\nconst Version = "${tag}"\n`);
    git(folder, 'add', '--all');
    git(folder, 'commit', '--quiet', '--no-gpg-sign', '-m', `Release ${tag}`);
    git(folder, 'tag', tag);
  };
  put('go.mod', 'module example.org/gadget\n\ngo 1.18\n');
  put('device.go', gadget.device('st.Rdev'));
  put('links/links.go', gadget.links('st.Nlink'));
  release('v1.0');
  release('v1.1');
  put('device.go', gadget.device('st.Rdev & 0xffff'));
  put('links/links.go', gadget.links('uint64(st.Nlink)'));
  release('v1.2');
}

/** Makes a clone of the upstream at a tag, with an identity for commits. */
export function cloneUpstream(upstream: string, folder: string, tag = 'v1.0'): void {
  execFileSync('git', ['clone', '--quiet', upstream, folder], { stdio: 'ignore' });
  configureIdentity(folder);
  git(folder, 'checkout', '--quiet', tag);
}

/** Says in a clone who commits, so that patches can be signed off. */
export function configureIdentity(folder: string): void {
  git(folder, 'config', 'user.name', 'Ada Porter');
  git(folder, 'config', 'user.email', 'ada@example.org');
}

/**
 * Writes a series of two patches for a clone at `v1.0`, as `git format-patch`
 * writes them; the clone is at `v1.0` again after that.
 *
 * @param patches Absolute path of the series' folder.
 */
export function writeSeries(source: string, patches: string): void {
  const commit = (file: string, text: string, message: string): void => {
    writeFileSync(join(source, file), text);
    git(source, 'commit', '--quiet', '--all', '--signoff', '--no-gpg-sign', '-m', message);
  };
  git(source, 'checkout', '--quiet', '--detach', 'v1.0');
  commit('device.go', gadget.device('uint64(st.Rdev)'), 'device: widen the number of the device');
  commit('links/links.go', gadget.links('uint64(st.Nlink)'), 'links: count in 64 bits');
  mkdirSync(patches, { recursive: true });
  const options = ['--quiet', '--no-numbered', '--zero-commit', '--no-signature'];
  git(source, 'format-patch', ...options, '-o', patches, 'v1.0..HEAD');
  git(source, 'checkout', '--quiet', '--detach', 'v1.0');
  const base = git(source, 'rev-parse', 'v1.0');
  writeFileSync(
    join(patches, 'series.yaml'),
    [
      'version: 1',
      `base: ${base}`,
      'ref: v1.0',
      'patches:',
      '  - file: 0001-device-widen-the-number-of-the-device.patch',
      '    rules: [stat-width]',
      '    upstream: { state: sent, url: https://example.org/gadget/pull/12 }',
      '  - file: 0002-links-count-in-64-bits.patch',
      '    rules: [stat-width]',
      '    upstream: { state: not-sent }',
      '',
    ].join('\n'),
  );
}
