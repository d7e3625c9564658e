import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A Dockerfile calls a package manager, or names packages, of another distribution than its base has.',
  why: [
    'A port replaces the base first, since Alpine and Fedora were never built for MIPS. What is left of `apk` and `yum` then ends the build with `not found`, and Alpine’s names of packages with `Unable to locate package`.',
    '`apt-get update && install redis` runs the program `install` of coreutils, which copies files: the second `apt-get` is missing.',
    'A comment that ends in a backslash takes in nothing while it is one. Once its `#` is taken away, the next instruction becomes an argument of it.',
  ],
  example: {
    language: 'dockerfile',
    before: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y bind-tools\n',
    after: 'FROM debian:bookworm\nRUN apt-get update && apt-get install -y bind9-dnsutils\n',
  },
  fix: [
    'Alpine’s name becomes Debian’s, and `install` becomes `apt-get install -y`; both are safe fixes. Commands of `apk` and `yum` are converted with their names by _Convert this Dockerfile to Debian_ and `mips-port images convert`.',
  ],
  notFound: [
    'A base of which nothing is known, and one that has the package manager.',
    'Commands behind a test (`if command -v apk`), which serve several distributions.',
    'Names that Debian has as well, for another package or a virtual one.',
  ],
  seenIn: ['ydcool/kubernetes@7d4ba799: test/images/redis, echoserver, agnhost'],
};
