import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'A build file downloads something, or starts from an image, with the architecture of the host written out.',
  why: [
    'A `curl` of `…-linux-amd64.tar.gz` in the stage of a Dockerfile that is built for the target puts a program into the image that the target cannot run: the build succeeds, and the container ends with `exec format error`. In scripts and makefiles such a download breaks the build on a machine of the target.',
    'In Dockerfiles this is a warning where the stage is built for the target, elsewhere information: a tool that only runs on the machine that builds may stay as it is.',
  ],
  example: {
    language: 'dockerfile',
    before: 'FROM debian:bookworm\nARG TARGETARCH\nADD https://example.org/tool-linux-amd64.tar.gz /tmp/\n',
    after:
      'FROM debian:bookworm\nARG TARGETARCH\nADD https://example.org/tool-linux-${TARGETARCH}.tar.gz /tmp/\n',
  },
  fix: [
    "Where the file already has a variable with Go's name of the architecture (`ARG TARGETARCH`, a variable set by `go env GOARCH`), the name in the address gives way to it. It is not a safe fix: there may be no such file for the target.",
    'There is none where no such variable is there, where the address says `x86_64`, and where a checksum stands beside the download.',
  ],
  notFound: [
    'A stage for the building machine or for a fixed platform (`FROM --platform=$BUILDPLATFORM`).',
    'A download behind a test of the architecture or the system, and one for another system.',
    'Workflows, folders of CI services and tests: what they fetch is for the machines of the service.',
    'A file that is for one architecture by its name (`Dockerfile.amd64`).',
  ],
  seenIn: ['tianon/gosu#69', 'kubernetes/kubernetes: test/images/jessie-dnsutils'],
};
