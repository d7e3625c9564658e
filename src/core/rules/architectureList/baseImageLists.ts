import type { ArchitectureList } from './lists';

/** Distributions that never had packages or images for mips64el, and Debian before 9; another base is a decision, not a spelling. */
const withoutMips = /alpine|centos|fedora|ubuntu|nvidia|distroless|windows|wheezy|jessie/;

/**
 * An image of a registry other than Docker Hub, by the dot in its host's name:
 * k8s.gcr.io, registry.k8s.io, quay.io and the like publish no mips64le, so the
 * name with the target in it would be one of an image that is not there.
 * Docker's official images have one for each architecture (`mips64le/debian`),
 * and `REGISTRY/agnhost` is one that the tree itself builds.
 */
const ofOtherRegistry = /=[\w-]+(?:\.[\w-]+)+(?::\d+)?\//;

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
  const isOpen = ofLinux.some((line) => withoutMips.test(line) || ofOtherRegistry.test(line));
  return [{ name: 'BASEIMAGE', items, canAppend: !isOpen }];
}
