import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary: 'An image starts from one that is not there for the target.',
  why: [
    'Alpine, Ubuntu, Fedora, CentOS, distroless and the images that stand on them were never built for mips64le. `docker build --platform linux/mips64le` ends with `no match for platform in manifest`, or takes the image of another architecture where the builder has it already.',
    'Debian has mips64el in bookworm alone: jessie never had it, bullseye and older are gone from the mirrors, and trixie, testing and unstable dropped it. Docker Hub built `debian:unstable` for mips64le until October 2025 and `debian:bookworm` until August 2026.',
    "A `BASEIMAGE` file of Kubernetes' test images names the base for each architecture, and `image-util.sh` looks for it under Go's name: a line `mips64el=…` is never found.",
  ],
  example: {
    language: 'dockerfile',
    before: 'FROM alpine:3.18\nRUN apk add --no-cache curl\n',
    after:
      'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*\n',
  },
  fix: [
    '_Convert this Dockerfile to Debian_ in the light bulb, and `mips-port images convert`, change the base and everything that depends on it: commands and names of packages, users, paths, the scripts that it copies and runs.',
    "In a `BASEIMAGE` file the key becomes Go's name. It is a safe fix.",
  ],
  notFound: [
    'Stages for the building machine or for a fixed platform (`FROM --platform=$BUILDPLATFORM`).',
    'Dockerfiles for another architecture or for Windows by their name, templates, tests and test data.',
    '`debian:bookworm`, `busybox` and `scratch`, which can be made for the target; and images of which nothing is known.',
  ],
  seenIn: [
    'coredns/coredns: Makefile.docker on mips64le/debian:unstable-slim',
    'kubernetes/kubernetes: test/images/agnhost',
  ],
};
