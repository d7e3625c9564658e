import type { Goarch } from '../../target/targets';

/** Where things are in the kernel's struct epoll_event, in bytes. */
export interface KernelEvent {
  readonly dataOffset: number;
  readonly size: number;
}

/**
 * The kernel's struct epoll_event: 32 bits of events and 64 bits of data. It
 * is packed on x86-64 only; on every other target here the data is aligned to
 * eight bytes.
 *
 * Source: include/uapi/linux/eventpoll.h, EPOLL_PACKED.
 */
export function kernelEvent(goarch: Goarch): KernelEvent {
  return goarch === 'amd64' ? { dataOffset: 4, size: 12 } : { dataOffset: 8, size: 16 };
}

/**
 * The first golang.org/x/sys whose EpollEvent has the padding on mips64 and
 * mips64le: commit 52ab43148777, written on 2019-11-06 and committed on
 * 2019-11-15, which is the time that a pseudo-version carries. On the other
 * architectures it was right before.
 */
export const fixedSys = 'v0.0.0-20191115151921-52ab43148777';

/** Whether a golang.org/x/sys older than `fixedSys` is wrong for a GOARCH. */
export function sysWasWrong(goarch: Goarch): boolean {
  return goarch === 'mips64' || goarch === 'mips64le';
}

/** Whether a version of golang.org/x/sys has the fix; undefined for one that carries no date. */
export function epollFixedInSys(version: string): boolean | undefined {
  const time = /^v0\.0\.0-(?:0\.)?(\d{14})-[0-9a-f]{12}(?:\+incompatible)?$/.exec(version)?.[1];
  if (time !== undefined) return time >= '20191115151921';
  // The first tag, v0.1.0, is of 2022.
  return /^v(?:0\.[1-9]\d*|[1-9]\d*\.\d+)\.\d+/.test(version) ? true : undefined;
}

/**
 * Whether a Go release's own syscall.EpollEvent has the padding on mips64 and
 * mips64le. Wrong in 1.13.9 (golang/go#68366); right in 1.19, by its source.
 * Undefined for the releases between, of which we know nothing.
 *
 * @param version `1.13.9`, `go1.19`, `go1.23.4`
 */
export function epollFixedInGo(version: string): boolean | undefined {
  const [, major, minor] = /^(?:go)?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  const release = Number(major) * 1000 + Number(minor);
  if (release <= 1013) return false;
  return release >= 1019 ? true : undefined;
}
