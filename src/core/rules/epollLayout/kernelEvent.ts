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
 * mips64le: commit 52ab43148777. The rule outdated-dependency looks for older ones.
 */
export const fixedSys = 'v0.0.0-20191115151921-52ab43148777';
