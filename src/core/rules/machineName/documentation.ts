import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A script or makefile decides by the name of the machine and leaves the target out, or takes it for another.',
  why: [
    'The same machine has several names: on mips64le `uname -m` says `mips64` (the kernel has one name for both byte orders), `dpkg --print-architecture` says `mips64el`, Go says `mips64le`. Build files translate with tables (`case "$(uname -m)" in x86_64) ARCH=amd64 ;; …`), and a table without a branch for MIPS ends in its error, or hands on `mips64`, which is the big-endian architecture to Go.',
    'Patterns that are too wide are worse than missing ones: `*64)` once took mips64 for x86-64, and a branch of all others that says `amd64` fetches binaries that do not run.',
    'A table counts when it names the host and at least one other 64-bit machine in branches of their own.',
  ],
  example: {
    language: 'sh',
    before:
      'case "$(uname -m)" in\n  x86_64) ARCH=amd64 ;;\n  aarch64) ARCH=arm64 ;;\n  *) echo "unsupported" >&2; exit 1 ;;\nesac\n',
    after:
      'case "$(uname -m)" in\n  x86_64) ARCH=amd64 ;;\n  aarch64) ARCH=arm64 ;;\n  mips64) if [ "$(printf \'\\1\\0\' | od -An -tu2 | tr -d \' \')" = 1 ]; then ARCH=mips64le; else ARCH=mips64; fi ;;\n  *) echo "unsupported" >&2; exit 1 ;;\nesac\n',
  },
  fix: [
    'A branch like the last one of another 64-bit machine, with the name that this source says on the target. Where `uname -m` decides, the branch looks at the byte order with `printf` and `od`, which POSIX has.',
    'It is not a safe fix: what is done with the name, such as a download, may not exist for the target.',
    "There is none where the other branches do more than set or print a name, and where they have names (such as those of GNU triplets) of which the target's cannot be told.",
  ],
  notFound: [
    'A table whose branch of all others does something that fits every machine, such as `CGO_ENABLED=0`.',
    'A table that says nothing but which machines to skip, one with a branch for MIPS, and tests for a single architecture.',
    'Scripts of CI services: they run on the machines of the service.',
  ],
  seenIn: ['moby/moby#27835: `*64` and mips64', 'kubernetes/kubernetes#87056: hack/lib/util.sh'],
};
