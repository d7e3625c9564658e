import { describe, expect, it } from 'vitest';
import { isLinuxDockerfile } from '../../../../src/core/images/sources/fileNames';
import { isDockerfile } from '../../../../src/core/images/dockerfile/fileName';
import { buildFileKind } from '../../../../src/core/rules/buildFiles/fileKind';

describe('a Dockerfile by its name', () => {
  it.each([
    'Dockerfile',
    'a/Containerfile',
    'Dockerfile.debug',
    'rootfs/Dockerfile-chroot',
    'build/app.Dockerfile',
    'app.dockerfile',
  ])('is %s, for rules and for images alike', (path) => {
    expect(isDockerfile(path)).toBe(true);
    expect(isLinuxDockerfile(path)).toBe(true);
    expect(buildFileKind(path)).toBe('dockerfile');
  });

  it.each(['Dockerfile.dockerignore', 'Dockerfiles/readme.md', 'dockerfile.go', 'MyDockerfile'])(
    'is not %s',
    (path) => {
      expect(isDockerfile(path)).toBe(false);
      expect(isLinuxDockerfile(path)).toBe(false);
    },
  );

  it('is none for Linux where it is for Windows', () => {
    expect(isDockerfile('Dockerfile_windows')).toBe(false);
    expect(isLinuxDockerfile('Dockerfile.windows')).toBe(false);
    expect(isLinuxDockerfile('test/Dockerfile-windows')).toBe(false);
  });
});
