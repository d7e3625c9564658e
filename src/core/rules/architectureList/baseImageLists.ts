import type { ArchitectureList } from './lists';

/** Distributions that never had packages or images for mips64el, and Debian before 9; another base is a decision, not a spelling. */
const withoutMips = /alpine|centos|fedora|ubuntu|nvidia|distroless|windows|wheezy|jessie/;

/**
 * The list that a BASEIMAGE file of Kubernetes' test images is: lines of
 * `PLATFORM=IMAGE`, or `ARCH=IMAGE` before 1.18.
 */
export function baseImageLists(text: string): readonly ArchitectureList[] {
  const items = [...text.matchAll(/^[\w./-]+=\S+/gm)].map(({ 0: line, index }) => ({
    start: index,
    end: index + line.length,
  }));
  const ofLinux = text.split('\n').filter((line) => !/^windows\//.test(line));
  return [{ name: 'BASEIMAGE', items, canAppend: !ofLinux.some((line) => withoutMips.test(line)) }];
}
