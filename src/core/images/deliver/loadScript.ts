import type { Target } from '../../target/targets';
import type { StoredImage } from './layout';

/** Lines of `images.txt`: the digest of an image's manifest, a space, its name. */
export function imageLines(images: readonly StoredImage[]): string {
  return images
    .map(({ manifest, name }) => `${manifest.digest} ${name}\n`)
    .sort()
    .join('');
}

/**
 * The script that loads an unpacked bundle. It is for any POSIX shell, BusyBox
 * included. Names of images stand in `images.txt`, which it reads as data; no
 * text of a workspace is in the script itself.
 */
export function loadScript({ goarch }: Pick<Target, 'goarch'>): string {
  return `#!/bin/sh
# Loads the images beside this script into containerd, Docker or Podman.
#
#   mkdir bundle && tar -xf bundle.tar -C bundle && sh bundle/load.sh [containerd|docker|podman]
#
# For containerd, CONTAINERD_NAMESPACE is k8s.io unless it is set, and
# CONTAINERD_ADDRESS names another socket. It can be run again at any time.
set -eu

cd -- "$(dirname -- "$0")"
namespace=\${CONTAINERD_NAMESPACE:-k8s.io}
runtime=\${1:-}

if [ -z "$runtime" ]; then
  for candidate in ctr docker podman; do
    if command -v "$candidate" >/dev/null 2>&1; then
      runtime=$candidate
      break
    fi
  done
fi

if ! sha256sum -c SHA256SUMS >/dev/null 2>&1; then
  echo 'load.sh: a file of this bundle is damaged:' >&2
  sha256sum -c SHA256SUMS 2>/dev/null | grep -v ': OK$' >&2
  exit 1
fi

layout() {
  tar -cf - oci-layout index.json manifest.json blobs
}

case "$runtime" in
  ctr | containerd)
    layout | ctr -n "$namespace" images import --platform linux/${goarch} -
    has() {
      ctr -n "$namespace" images check "name==$1" | grep -F -- "$2" | grep -q ' complete '
    }
    ;;
  docker | podman)
    layout | "$runtime" load
    has() {
      "$runtime" image inspect "$1" >/dev/null 2>&1
    }
    ;;
  '')
    echo 'load.sh: neither ctr nor docker nor podman was found' >&2
    exit 1
    ;;
  *)
    echo 'usage: load.sh [containerd|docker|podman]' >&2
    exit 2
    ;;
esac

status=0
while read -r digest name; do
  if has "$name" "$digest"; then
    printf 'loaded %s\\n' "$name"
  else
    printf 'load.sh: %s is not there after loading\\n' "$name" >&2
    status=1
  fi
done <images.txt
exit "$status"
`;
}
