import { describe, expect, it } from 'vitest';
import { architectureList } from '../../../../src/core/rules/architectureList';
import { findIn, fixed } from '../../support/ruleContext';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

/** The messages of what is found, and the file with the fixes made. */
function both(path: string, text: string, goarch?: string): { messages: string[]; text: string } {
  const findings = findIn(architectureList, path, { [path]: text }, goarch);
  return { messages: findings.map(({ message }) => message), text: fixed(path, text, findings) };
}

describe('architecture-list adds the target to a list', () => {
  it.each<[string, string, string, string]>([
    [
      'a value of make',
      'Makefile',
      'ALL_ARCH = amd64 arm arm64 ppc64le s390x # all of them\n',
      'ALL_ARCH = amd64 arm arm64 ppc64le s390x mips64le # all of them\n',
    ],
    [
      'a name with a dot, and a list for another system',
      'build/pause/Makefile',
      'ALL_ARCH.linux = amd64 arm64 s390x\nALL_ARCH.windows = amd64\n',
      'ALL_ARCH.linux = amd64 arm64 s390x mips64le\nALL_ARCH.windows = amd64\n',
    ],
    [
      'continued lines of make',
      'lib.Makefile',
      'PLATFORMS ?= \\\n\tlinux/amd64 \\\n\tlinux/arm64 \\\n\tlinux/ppc64le\n\nall:\n',
      'PLATFORMS ?= \\\n\tlinux/amd64 \\\n\tlinux/arm64 \\\n\tlinux/ppc64le \\\n\tlinux/mips64le\n\nall:\n',
    ],
    [
      'two architectures where the name says that these are all',
      'Makefile',
      'PLATFORMS ?= linux/amd64,linux/arm64\n',
      'PLATFORMS ?= linux/amd64,linux/arm64,linux/mips64le\n',
    ],
    [
      'before those of other systems',
      'Makefile',
      'PLATFORMS=linux-amd64 linux-386 linux-ppc64le darwin-arm64 windows-amd64\n',
      'PLATFORMS=linux-amd64 linux-386 linux-ppc64le linux-mips64le darwin-arm64 windows-amd64\n',
    ],
    [
      'several things for each architecture',
      'Makefile',
      'OBJS = linux-amd64.tgz linux-amd64.tgz.sum linux-arm64.tgz linux-arm64.tgz.sum linux-s390x.tgz linux-s390x.tgz.sum\n',
      'OBJS = linux-amd64.tgz linux-amd64.tgz.sum linux-arm64.tgz linux-arm64.tgz.sum linux-s390x.tgz linux-mips64le.tgz linux-s390x.tgz.sum linux-mips64le.tgz.sum\n',
    ],
    [
      'flags before the items',
      'Makefile',
      'releaseall: ARGS := "-a 386 -a amd64 -a arm64 -a s390x"\n',
      'releaseall: ARGS := "-a 386 -a amd64 -a arm64 -a s390x -a mips64le"\n',
    ],
    [
      'a loop in a recipe',
      'Makefile',
      'push:\n\t@for arch in amd64 arm64 ppc64le; do \\\n\t  echo $$arch; \\\n\tdone\n',
      'push:\n\t@for arch in amd64 arm64 ppc64le mips64le; do \\\n\t  echo $$arch; \\\n\tdone\n',
    ],
    [
      'what a rule depends on, with a pattern that makes it',
      'Makefile',
      'bin/app.%:\n\tgo build -o $@\n\nrelease: bin/app.amd64 bin/app.arm64 bin/app.s390x\n',
      'bin/app.%:\n\tgo build -o $@\n\nrelease: bin/app.amd64 bin/app.arm64 bin/app.s390x bin/app.mips64le\n',
    ],
    [
      'a platform flag',
      'Makefile',
      'image:\n\tdocker buildx build --platform linux/amd64,linux/arm64,linux/s390x -t $(TAG) .\n',
      'image:\n\tdocker buildx build --platform linux/amd64,linux/arm64,linux/s390x,linux/mips64le -t $(TAG) .\n',
    ],
    [
      'an array with a line for each',
      'hack/lib/golang.sh',
      lines(
        'readonly KUBE_SUPPORTED_SERVER_PLATFORMS=(',
        '  linux/amd64',
        '  linux/arm',
        '  linux/arm64 # since 1.3',
        '  linux/s390x # IBM',
        '  windows/amd64',
        ')',
      ),
      lines(
        'readonly KUBE_SUPPORTED_SERVER_PLATFORMS=(',
        '  linux/amd64',
        '  linux/arm',
        '  linux/arm64 # since 1.3',
        '  linux/s390x # IBM',
        '  linux/mips64le',
        '  windows/amd64',
        ')',
      ),
    ],
    [
      'quoted words of an array',
      'build.sh',
      'ARCHS=("amd64" "arm64" "ppc64le")\n',
      'ARCHS=("amd64" "arm64" "ppc64le" "mips64le")\n',
    ],
    [
      'an array by key whose name tells the naming of its values',
      'image-util.sh',
      'declare -A QEMUARCHS=( ["amd64"]="x86_64" ["arm64"]="aarch64" ["s390x"]="s390x" )\n',
      'declare -A QEMUARCHS=( ["amd64"]="x86_64" ["arm64"]="aarch64" ["s390x"]="s390x" ["mips64le"]="mips64el" )\n',
    ],
    [
      'a default',
      'build.sh',
      'PLATFORMS=${PLATFORMS:-"linux/amd64,linux/arm64"}\n',
      'PLATFORMS=${PLATFORMS:-"linux/amd64,linux/arm64,linux/mips64le"}\n',
    ],
    [
      'line ends written out',
      'get.sh',
      'local supported="darwin-amd64\\nlinux-amd64\\nlinux-arm64\\nlinux-s390x\\nwindows-amd64"\n',
      'local supported="darwin-amd64\\nlinux-amd64\\nlinux-arm64\\nlinux-s390x\\nlinux-mips64le\\nwindows-amd64"\n',
    ],
    [
      'records',
      'build.sh',
      'PLATFORMS="linux amd64 amd64; linux arm64 arm64 -arm64; linux s390x s390x -s390x; windows amd64 amd64 .exe"\n',
      'PLATFORMS="linux amd64 amd64; linux arm64 arm64 -arm64; linux s390x s390x -s390x; linux mips64le mips64le -mips64le; windows amd64 amd64 .exe"\n',
    ],
    [
      'the images of a manifest list',
      'push.sh',
      'docker manifest create "$IMAGE" "$IMAGE-amd64" "$IMAGE-arm64" "$IMAGE-ppc64le"\n',
      'docker manifest create "$IMAGE" "$IMAGE-amd64" "$IMAGE-arm64" "$IMAGE-ppc64le" "$IMAGE-mips64le"\n',
    ],
    [
      "Debian's names",
      'build.sh',
      'ARCHES="amd64 arm64 armhf ppc64el"\n',
      'ARCHES="amd64 arm64 armhf ppc64el mips64el"\n',
    ],
    [
      'what is compiled for beside the own machine',
      'cross/Dockerfile',
      'FROM golang\nENV KUBE_CROSSPLATFORMS="linux/386 linux/arm64 linux/s390x darwin/amd64"\n',
      'FROM golang\nENV KUBE_CROSSPLATFORMS="linux/386 linux/arm64 linux/s390x linux/mips64le darwin/amd64"\n',
    ],
    [
      'a loop in an image',
      'Dockerfile',
      'FROM golang\nRUN for arch in amd64 arm64 s390x; do \\\n      GOARCH=$arch go install std; \\\n    done\n',
      'FROM golang\nRUN for arch in amd64 arm64 s390x mips64le; do \\\n      GOARCH=$arch go install std; \\\n    done\n',
    ],
    [
      'goreleaser',
      '.goreleaser.yml',
      lines(
        'builds:',
        '  - goos: [linux, darwin]',
        '    goarch:',
        '      - amd64',
        '      - arm64 # new',
        '    ignore:',
        '      - goos: darwin',
        '        goarch: arm64',
      ),
      lines(
        'builds:',
        '  - goos: [linux, darwin]',
        '    goarch:',
        '      - amd64',
        '      - arm64 # new',
        '      - mips64le',
        '    ignore:',
        '      - goos: darwin',
        '        goarch: arm64',
      ),
    ],
    [
      'a matrix',
      '.github/workflows/ci.yml',
      lines(
        'jobs:',
        '  build:',
        '    runs-on: ubuntu-latest',
        '    strategy:',
        '      matrix:',
        "        goarch: ['amd64', 'arm64', 'riscv64']",
      ),
      lines(
        'jobs:',
        '  build:',
        '    runs-on: ubuntu-latest',
        '    strategy:',
        '      matrix:',
        "        goarch: ['amd64', 'arm64', 'riscv64', 'mips64le']",
      ),
    ],
    [
      'a setting of a workflow, and a script in it',
      '.github/workflows/ci.yml',
      lines(
        'jobs:',
        '  build:',
        '    steps:',
        '      - with:',
        '          platforms: linux/amd64, linux/arm64',
        '      - run: |',
        '          for arch in amd64 arm64 s390x; do',
        '            make "$arch"',
        '          done',
      ),
      lines(
        'jobs:',
        '  build:',
        '    steps:',
        '      - with:',
        '          platforms: linux/amd64, linux/arm64, linux/mips64le',
        '      - run: |',
        '          for arch in amd64 arm64 s390x mips64le; do',
        '            make "$arch"',
        '          done',
      ),
    ],
    [
      'a list in a text',
      '.github/workflows/ci.yml',
      `jobs:\n  a:\n    with:\n      archs: "['386','amd64','arm64']"\n`,
      `jobs:\n  a:\n    with:\n      archs: "['386','amd64','arm64','mips64le']"\n`,
    ],
    [
      'a bake file, without and with a comma at the end',
      'docker-bake.hcl',
      lines(
        'target "a" {',
        '  platforms = [',
        '    "linux/amd64",',
        '    "linux/arm64" // newest',
        '  ]',
        '}',
        'target "b" {',
        '  platforms = ["linux/amd64", "linux/s390x",]',
        '}',
        'target "c" {',
        '  platforms = [',
        '    "linux/amd64", # old',
        '    "linux/ppc64le", # newer',
        '  ]',
        '}',
      ),
      lines(
        'target "a" {',
        '  platforms = [',
        '    "linux/amd64",',
        '    "linux/arm64", // newest',
        '    "linux/mips64le"',
        '  ]',
        '}',
        'target "b" {',
        '  platforms = ["linux/amd64", "linux/s390x", "linux/mips64le",]',
        '}',
        'target "c" {',
        '  platforms = [',
        '    "linux/amd64", # old',
        '    "linux/ppc64le", # newer',
        '    "linux/mips64le",',
        '  ]',
        '}',
      ),
    ],
    [
      'the default of a variable of a bake file',
      'docker-bake.hcl',
      'variable "PLATFORMS" {\n  default = "linux/amd64,linux/arm64"\n}\n',
      'variable "PLATFORMS" {\n  default = "linux/amd64,linux/arm64,linux/mips64le"\n}\n',
    ],
    [
      'a bake file in JSON',
      'docker-bake.json',
      '{"target": {"a": {"platforms": [\n  "linux/amd64",\n  "linux/arm64"\n]}}}\n',
      '{"target": {"a": {"platforms": [\n  "linux/amd64",\n  "linux/arm64",\n  "linux/mips64le"\n]}}}\n',
    ],
    [
      'base images',
      'test/images/a/BASEIMAGE',
      'linux/amd64=debian:bookworm\nlinux/arm64=arm64v8/debian:bookworm\nlinux/s390x=s390x/debian:bookworm\n',
      'linux/amd64=debian:bookworm\nlinux/arm64=arm64v8/debian:bookworm\nlinux/s390x=s390x/debian:bookworm\nlinux/mips64le=mips64le/debian:bookworm\n',
    ],
    [
      "base images that the tree itself builds, beside Windows' at another registry",
      'test/images/a/BASEIMAGE',
      'linux/amd64=REGISTRY/agnhost:2.6-linux-amd64\nlinux/arm64=REGISTRY/agnhost:2.6-linux-arm64\nwindows/amd64/1809=mcr.microsoft.com/windows/nanoserver:1809\n',
      'linux/amd64=REGISTRY/agnhost:2.6-linux-amd64\nlinux/arm64=REGISTRY/agnhost:2.6-linux-arm64\nlinux/mips64le=REGISTRY/agnhost:2.6-linux-mips64le\nwindows/amd64/1809=mcr.microsoft.com/windows/nanoserver:1809\n',
    ],
    [
      'Windows line ends',
      'build.sh',
      'ALL_ARCH=(\r\n  amd64\r\n  arm64\r\n)\r\n',
      'ALL_ARCH=(\r\n  amd64\r\n  arm64\r\n  mips64le\r\n)\r\n',
    ],
  ])('%s', (_, path, before, after) => {
    expect(both(path, before).text).toBe(after);
    // With the fix made, there is nothing left to find.
    expect(both(path, after).messages).toEqual([]);
  });

  it('in the spelling of another target', () => {
    expect(both('Makefile', 'ALL_ARCH = amd64 arm64 ppc64le\n', 'riscv64').text).toBe(
      'ALL_ARCH = amd64 arm64 ppc64le riscv64\n',
    );
    expect(both('a.sh', 'PLATFORMS="x86_64 aarch64 ppc64le"\n', 'riscv64').text).toBe(
      'PLATFORMS="x86_64 aarch64 ppc64le riscv64"\n',
    );
  });
});

describe('architecture-list only tells', () => {
  it.each<[string, string, string, string[]]>([
    [
      'where names of the kernel and of rpm are the same but for MIPS',
      'a.sh',
      'ARCHES="x86_64 aarch64 s390x"\n',
      ['ARCHES names amd64, arm64, s390x, and not mips64le'],
    ],
    [
      'where entries have more in them',
      '.github/workflows/ci.yml',
      lines(
        'jobs:',
        '  a:',
        '    strategy:',
        '      matrix:',
        '        include:',
        '          - {arch: amd64, cc: gcc}',
        '          - {arch: arm64, cc: aarch64-linux-gnu-gcc}',
        '          - {arch: s390x, cc: s390x-linux-gnu-gcc}',
      ),
      ['The entries of include name amd64, arm64, s390x, and not mips64le'],
    ],
    [
      'where a matrix combines other systems',
      '.github/workflows/ci.yml',
      lines(
        'jobs:',
        '  a:',
        '    strategy:',
        '      matrix:',
        '        goos: [linux, darwin]',
        '        goarch: [amd64, arm64]',
      ),
      ['goarch names amd64, arm64, and not mips64le'],
    ],
    [
      'where the base has no MIPS',
      'images/a/BASEIMAGE',
      'linux/amd64=alpine:3.6\nlinux/arm64=arm64v8/alpine:3.6\n',
      ['BASEIMAGE names amd64, arm64, and not mips64le'],
    ],
    ...[
      'k8s.gcr.io/debian-base-ARCH:v1.0.0',
      'gcr.io/google-containers/debian-base-ARCH:0.4.1',
      'registry.k8s.io/build-image/debian-base-ARCH:v1.0.0',
      'quay.io/prometheus/busybox-linux-ARCH:latest',
      'registry.example.com:5000/base-ARCH',
    ].map((image): [string, string, string, string[]] => [
      `where ${image} is another registry's`,
      'images/a/BASEIMAGE',
      ['amd64', 'arm64', 's390x'].map((arch) => `linux/${arch}=${image.replace('ARCH', arch)}\n`).join(''),
      ['BASEIMAGE names amd64, arm64, s390x, and not mips64le'],
    ]),
    [
      'where no pattern makes what a rule depends on',
      'Makefile',
      'release: app-amd64 app-arm64 app-s390x\n',
      ['release names amd64, arm64, s390x, and not mips64le'],
    ],
  ])('%s', (_, path, text, messages) => {
    expect(both(path, text)).toEqual({ messages, text });
  });
});

describe('architecture-list is silent about', () => {
  it.each<[string, string, string]>([
    ['a list with the target', 'Makefile', 'ALL_ARCH = amd64 arm64 mips64le\n'],
    ["a list with Debian's name of the target", 'a.sh', 'ARCHES="amd64 arm64 mips64el"\n'],
    ["a list with the kernel's name of the target", 'a.sh', 'ARCHES="x86_64 aarch64 mips64"\n'],
    [
      'a shorter list beside one with the target',
      'Makefile',
      'ALL_ARCH = amd64 arm64 mips64le\nTEST_ARCHES = amd64 arm64 s390x\n',
    ],
    ['two architectures without a name that says all', 'a.sh', 'for arch in amd64 arm64; do make; done\n'],
    ['32-bit ones', 'Makefile', 'ALL_ARCH = amd64 386 arm\n'],
    ['other systems', 'Makefile', 'PLATFORMS = linux/amd64 darwin/amd64 darwin/arm64 windows/arm64\n'],
    ['a list without the host', 'a.sh', 'for arch in arm64 ppc64le s390x; do make; done\n'],
    ['an exclusion', 'Makefile', 'SKIP_ARCHES = amd64 arm64 s390x\n'],
    [
      'an exclusion of a matrix',
      '.github/workflows/a.yml',
      lines('matrix:', '  exclude:', '    - {arch: amd64}', '    - {arch: arm64}', '    - {arch: s390x}'),
    ],
    ['a choice', 'Makefile', 'PIE := $(filter amd64 arm64 s390x,$(GOARCH))\n'],
    ['a comment', 'Makefile', '# ALL_ARCH = amd64 arm64 ppc64le\n'],
    ['a sentence', 'a.sh', 'ARCHES="amd64, arm64 and s390x are supported"\n'],
    ['a message', 'a.sh', 'echo "Supported: amd64, arm64, ppc64le"\n'],
    [
      'machines to run on',
      '.github/workflows/a.yml',
      lines(
        'jobs:',
        '  a:',
        '    runs-on: self-hosted-${{ matrix.arch }}',
        '    strategy:',
        '      matrix:',
        '        arch: [amd64, arm64, s390x]',
      ),
    ],
    [
      'builds for other systems',
      '.goreleaser.yaml',
      lines('builds:', '  - goos: [windows]', '    goarch: [amd64, arm64]'),
    ],
    ['what tests expect', 'test/suites/image.sh', 'for arch in amd64 arm64 s390x; do check "$arch"; done\n'],
    ['test data', 'pkg/testdata/Makefile', 'ALL_ARCH = amd64 arm64 s390x\n'],
    [
      'what is generated',
      'a.sh',
      '#!/bin/sh\n# Code generated by gen. DO NOT EDIT.\nARCHES="amd64 arm64 s390x"\n',
    ],
    ['a file that is no build file', 'docs/arch.md', 'ALL_ARCH = amd64 arm64 s390x\n'],
    ['YAML that does not parse', '.github/workflows/a.yml', 'matrix:\n  goarch: [amd64, arm64\n  x: {\n'],
  ])('%s', (_, path, text) => {
    expect(findIn(architectureList, path, { [path]: text })).toEqual([]);
  });
});

it('says where the list is: its items on one line, or its name', () => {
  const place = (path: string, text: string): string => {
    const [finding] = findIn(architectureList, path, { [path]: text });
    const { line = 0, column = 0, endColumn = 0 } = finding ?? {};
    return (text.split('\n')[line - 1] ?? '').slice(column - 1, endColumn - 1);
  };
  expect(place('Makefile', 'X = y\nALL_ARCH = amd64 arm64\n')).toBe('amd64 arm64');
  expect(place('a.sh', 'ALL_ARCH=(\n  amd64\n  arm64\n)\n')).toBe('ALL_ARCH');
});

it('warns about lists of all, and informs about others', () => {
  const severity = (text: string): string | undefined =>
    findIn(architectureList, 'a.sh', { 'a.sh': text })[0]?.severity;
  expect(severity('ALL_ARCH="amd64 arm64"\n')).toBe('warning');
  expect(severity('for a in amd64 arm64 s390x; do make; done\n')).toBe('info');
});
