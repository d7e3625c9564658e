import type { Target } from './targets';

/** Whether a file's name says that it is for another architecture or system: `Dockerfile.arm64`, `build-windows.sh`. */
export function isForOther(path: string, target: Target): boolean {
  const words = path
    .slice(path.lastIndexOf('/') + 1)
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  const own = [target.goarch, target.debian, target.uname, target.qemu, target.goarch.replace(/le$/, '')];
  if (words.some((word) => own.includes(word))) return false;
  return words.some((word) => otherNames.test(word));
}

const otherNames =
  /^(?:amd64|x64|386|i[3-6]86|arm|arm64|arm64v8|arm32v[67]|armhf|armel|armv[5-8]l?|aarch64|ppc64|ppc64le|ppc64el|s390x|riscv64|loong64|loongarch64|mips|mipsel|mipsle|mips64|mips64el|mips64le|windows|darwin|macos|freebsd|netbsd|openbsd|solaris|android|ios)$/;

/** What a file that builds for the target calls it, or a runner that is one. */
export function targetNames({ goarch, debian, qemu }: Target): readonly string[] {
  return [...new Set([goarch, debian, qemu]), ...(goarch.startsWith('mips64') ? ['loongson'] : [])];
}
