import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { literalArchitecture } from '../../../../src/core/rules/literalArchitecture';
import { findIn, fixed } from '../../support/ruleContext';
import { describeWith } from '../../support/tools';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;
const url = 'https://example.org/tool-linux-amd64.tar.gz';

function found(path: string, text: string): string[] {
  return findIn(literalArchitecture, path, { [path]: text }).map(
    ({ line, severity, message }) => `${line} ${severity} ${message}`,
  );
}

function fix(path: string, text: string): string {
  return fixed(path, text, findIn(literalArchitecture, path, { [path]: text }));
}

const download = 'This download is for amd64, also in a build for mips64le';

describe('literal-architecture finds', () => {
  it.each<[string, string, string, string[]]>([
    [
      'curl in a stage for the target',
      'Dockerfile',
      `FROM debian\nRUN set -e && curl -fsSL ${url} | tar xz\n`,
      [`2 warning ${download}`],
    ],
    [
      'wget with the kernel name',
      'Dockerfile',
      'FROM debian\nRUN wget "https://example.org/a-x86_64.deb"\n',
      ['2 warning This download is for x86_64, also in a build for mips64le'],
    ],
    ['ADD', 'Dockerfile', `FROM debian\nADD ${url} /tmp/\n`, [`2 warning ${download}`]],
    [
      'an image',
      'Dockerfile',
      'FROM amd64/debian:bookworm\nFROM example.org/base-amd64:1.0 AS base\n',
      [
        '1 warning This image is for amd64, also in a build for mips64le',
        '2 warning This image is for amd64, also in a build for mips64le',
      ],
    ],
    ['a download of a script', 'hack/get.sh', `curl -L ${url} -o tool\n`, [`1 info ${download}`]],
    ['a download beside a variable', 'get.sh', `T="${url}"; curl -L ${url}\n`, [`1 info ${download}`]],
    [
      'a download of a makefile',
      'Makefile',
      `tool:\n\t@curl -sSL $(TOOL_URL)/v1/tool-linux-amd64 -o $@\n`,
      [`2 info ${download}`],
    ],
    [
      'only the stage for the target',
      'Dockerfile',
      `FROM --platform=$BUILDPLATFORM golang AS b\nRUN curl ${url}\nFROM debian\nRUN curl ${url}\n`,
      [`4 warning ${download}`],
    ],
  ])('%s', (_, path, text, expected) => {
    expect(found(path, text)).toEqual(expected);
  });
});

describe('literal-architecture uses the variable that is there', () => {
  it('in a Dockerfile', () => {
    const text = lines(
      'FROM debian',
      'ARG TARGETARCH',
      `ADD ${url} /tmp/`,
      `RUN curl -fsSL "${url}" \\`,
      '    | tar xz # amd64',
    );
    expect(fix('Dockerfile', text)).toBe(text.replaceAll('linux-amd64.tar', 'linux-${TARGETARCH}.tar'));
  });

  it.each<[string, string, string]>([
    [
      'where the stage declares none',
      'Dockerfile',
      `FROM debian AS a\nARG TARGETARCH\nFROM debian\nRUN curl ${url}\n`,
    ],
    [
      'where the variable is of the machine that builds',
      'get.sh',
      `HOST_ARCH=$(go env GOARCH)\ncurl ${url}\n`,
    ],
    [
      'where the name is the kernel one',
      'Dockerfile',
      'FROM debian\nARG TARGETARCH\nRUN curl https://example.org/a-x86_64\n',
    ],
    [
      'beside a checksum',
      'Dockerfile',
      `FROM debian\nARG TARGETARCH\nRUN curl -o a ${url} && echo "${'0'.repeat(64)} a" | sha256sum -c\n`,
    ],
    ['where the shell would not expand it', 'get.sh', `ARCH=$(go env GOARCH)\ncurl '${url}'\n`],
  ])('and has no fix %s', (_, path, text) => {
    expect(found(path, text)).toHaveLength(1);
    expect(fix(path, text)).toBe(text);
  });
});

describeWith(['make', 'sh'], 'the address after the fix of literal-architecture', () => {
  const says = 'curl() { echo "$2"; }\n';

  it('in a script', () => {
    const text = `ARCH=$(go env GOARCH)\n${says}curl -L "${url}"\n`;
    const run = (script: string): string =>
      spawnSync('sh', ['-s'], {
        input: `go() { echo mips64le; }\n${script}`,
        encoding: 'utf8',
      }).stdout.trim();
    expect(run(text)).toBe(url);
    expect(run(fix('get.sh', text))).toBe('https://example.org/tool-linux-mips64le.tar.gz');
  });

  it('in a makefile', () => {
    const text = `ARCH ?= amd64\n\ntool:\n\t@${says.trim().replace('$2', '$$$$2')}; curl -L '${url}'\n`;
    const run = (makefile: string, arch: string): string =>
      spawnSync('make', ['-s', '-f', '-', `ARCH=${arch}`], {
        input: makefile,
        encoding: 'utf8',
      }).stdout.trim();
    expect(run(text, 'mips64le')).toBe(url);
    const mended = fix('Makefile', text);
    expect(run(mended, 'mips64le')).toBe('https://example.org/tool-linux-mips64le.tar.gz');
    expect(run(mended, 'amd64')).toBe(url);
    expect(found('Makefile', mended)).toEqual([]);
  });
});

describe('literal-architecture is silent about', () => {
  it.each<[string, string, string]>([
    [
      'a stage for the building machine',
      'Dockerfile',
      `FROM --platform=$BUILDPLATFORM debian\nRUN curl ${url}\n`,
    ],
    ['a stage for a fixed platform', 'Dockerfile', `FROM --platform=linux/amd64 debian\nADD ${url} /\n`],
    [
      'a test of the architecture',
      'Dockerfile',
      `FROM debian\nRUN if [ "$TARGETARCH" = amd64 ]; then curl ${url}; fi\n`,
    ],
    ['a branch of a case', 'get.sh', `case "$(uname -m)" in x86_64) curl ${url} ;; esac\n`],
    ['a script that ends on others', 'get.sh', `[ "$(uname -m)" = x86_64 ] || exit 0\ncurl ${url}\n`],
    ['a conditional of make', 'Makefile', `ifeq ($(ARCH),amd64)\ntool:\n\tcurl ${url}\nendif\n`],
    ['another system', 'get.sh', 'curl -O https://example.org/tool-darwin-amd64.tar.gz\n'],
    ['another architecture', 'get.sh', 'curl -O https://example.org/tool-linux-arm64.tar.gz\n'],
    ['a variable', 'get.sh', 'curl -O https://example.org/tool-linux-${ARCH}.tar.gz\n'],
    ['what is only printed', 'get.sh', `echo "curl ${url}"\n`],
    ['a comment', 'Dockerfile', `FROM debian\n# RUN curl ${url}\n`],
    ['a file for amd64 by its name', 'Dockerfile.amd64', `FROM amd64/debian\nRUN curl ${url}\n`],
    ['a file for x86_64 by its name', 'Dockerfile.x86_64', `FROM debian\nRUN curl ${url}\n`],
    ['what tests fetch', 'test/e2e/setup.sh', `curl ${url}\n`],
    ['workflows', '.github/workflows/a.yml', `jobs:\n  a:\n    steps:\n      - run: curl ${url}\n`],
    ['an address in a variable', 'get.sh', `export URL="${url}"\ncurl -O "$URL"\n`],
    ['a checksum file', 'get.sh', `curl -O ${url}.sha256\n`],
  ])('%s', (_, path, text) => {
    expect(found(path, text)).toEqual([]);
  });
});

it('ends on any text', () => {
  const seed = `FROM a\nARG TARGETARCH\nADD ${url} /x\nRUN if [ a ]; then curl "${url}" | tar x; fi\n`;
  for (let at = 0; at < seed.length; at++) {
    for (const piece of ['"', "'", '\\', '\n', '$(', '[']) {
      const text = seed.slice(0, at) + piece + seed.slice(at + 1);
      const findings = findIn(literalArchitecture, 'Dockerfile', { Dockerfile: text });
      for (const finding of findings) expect(typeof fixed('Dockerfile', text, [finding])).toBe('string');
    }
  }
});
