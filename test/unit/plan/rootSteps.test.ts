import { describe, expect, it } from 'vitest';
import {
  aptSource,
  debootstrapStep,
  mmdebstrapStep,
  packRootStep,
  type RootRequest,
} from '../../../src/core/plan/rootSteps';
import type { CommandStep } from '../../../src/core/plan/plan';
import { findTarget } from '../../../src/core/target/targets';

const words = ({ args, command }: CommandStep): readonly string[] => [command, ...args];

describe('the root of a base', () => {
  const target = findTarget('mips64le');
  if (!target) throw new Error('no mips64le');
  const debian: RootRequest = {
    choice: { use: 'debian', suite: 'bookworm', packages: ['curl', 'ca-certificates'] },
    suite: 'bookworm',
    target,
    archive: '/c/root.tar',
    cwd: '/c',
    mirror: undefined,
  };
  const busybox: RootRequest = {
    ...debian,
    choice: { use: 'busybox' },
    mirror: 'http://mirror.local/debian',
  };

  it('is made with mmdebstrap as an archive', () => {
    expect(words(mmdebstrapStep(debian))).toEqual([
      'mmdebstrap',
      '--architectures=mips64el',
      '--variant=minbase',
      '--format=tar',
      '--skip=check/qemu',
      '--include=curl,ca-certificates',
      'bookworm',
      '/c/root.tar',
      'deb http://deb.debian.org/debian bookworm main',
    ]);
    expect(words(mmdebstrapStep(busybox)).slice(2)).toEqual([
      '--variant=extract',
      '--format=tar',
      '--skip=check/qemu',
      '--include=busybox-static',
      'bookworm',
      '/c/root.tar',
      'deb http://mirror.local/debian bookworm main',
    ]);
  });

  it('is made with debootstrap in a folder, and packed without what is of the machine', () => {
    expect(words(debootstrapStep(debian, '/usr/sbin/debootstrap', '/c/root'))).toEqual([
      '/usr/sbin/debootstrap',
      '--arch=mips64el',
      '--variant=minbase',
      '--include=curl,ca-certificates',
      'bookworm',
      '/c/root',
      'http://deb.debian.org/debian',
    ]);
    expect(words(debootstrapStep(busybox, 'debootstrap', '/c/root')).slice(2)).toEqual([
      '--variant=minbase',
      '--include=busybox-static',
      'bookworm',
      '/c/root',
      'http://mirror.local/debian',
    ]);
    const pack = words(packRootStep(debian, '/c/root'));
    expect(pack[0]).toBe('tar');
    expect(pack).toContain('--exclude=./etc/resolv.conf');
    expect(pack.slice(-6)).toEqual(['--directory', '/c/root', '--create', '--file', '/c/root.tar', '.']);
  });

  it('comes from the archive where the release has left the mirrors', () => {
    expect(aptSource('stretch', undefined)).toBe(
      'deb [check-valid-until=no] http://archive.debian.org/debian stretch main',
    );
    expect(aptSource('bookworm', 'http://mirror.local/debian')).toBe(
      'deb http://mirror.local/debian bookworm main',
    );
    const { args } = debootstrapStep({ ...debian, suite: 'stretch' }, 'debootstrap', '/c/root');
    expect(args.slice(-3)).toEqual(['stretch', '/c/root', 'http://archive.debian.org/debian']);
  });
});
