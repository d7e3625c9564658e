import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { convert, onAlpine } from './support';

describe('bases', () => {
  it.each([
    ['FROM alpine', 'FROM debian:bookworm-slim'],
    [
      'FROM --platform=$TARGETPLATFORM arm32v6/alpine:3.6 AS x',
      'FROM --platform=$TARGETPLATFORM debian:bookworm-slim AS x',
    ],
    ['FROM ubuntu:22.04', 'FROM debian:bookworm-slim'],
    ['FROM debian:bookworm', 'FROM debian:bookworm'],
    ['FROM scratch', 'FROM scratch'],
    ['FROM busybox:1.36', 'FROM busybox:1.36'],
    ['FROM --platform=linux/amd64 alpine', 'FROM --platform=linux/amd64 alpine'],
    ['ARG BASE=alpine:3.6\nFROM ${BASE}', 'ARG BASE=debian:bookworm-slim\nFROM ${BASE}'],
    ['ARG V=3.6\nFROM alpine:$V', 'ARG V=3.6\nFROM debian:bookworm-slim'],
    ['FROM alpine AS a\nFROM a', 'FROM debian:bookworm-slim AS a\nFROM a'],
  ])('%j', (before, after) => {
    expect(convert(`${before}\n`).text).toBe(`${after}\n`);
  });

  it('are those that the manifest names', () => {
    const bases = new Map([
      ['debian:bookworm-slim', 'localhost/debian:mips64le'],
      ['nginx', 'nginx@sha256:0123'],
    ]);
    expect(convert('FROM alpine\nFROM nginx:1.15-alpine\n', {}, { bases }).text).toBe(
      'FROM localhost/debian:mips64le\nFROM nginx@sha256:0123\n',
    );
    expect(convert('FROM alpine\n', {}, { base: 'other:1' }).text).toBe('FROM other:1\n');
  });

  it.each([
    ['FROM alpine', true],
    ['FROM golang AS b\nFROM ubuntu:22.04', true],
    ['FROM scratch', false],
    ['FROM nginx:1.15-alpine', false],
    ['FROM --platform=linux/amd64 alpine', false],
  ])('of %j say whether the Debian image stands for one: %j', (text, uses) => {
    const bases = new Map([['nginx', 'localhost/nginx']]);
    expect(convert(`${text}\n`, {}, { bases }).usesBase).toBe(uses);
  });

  it('of archived releases get their package sources from the archive', () => {
    const bases = new Map([['debian:stretch', 'mips64le/debian:stretch']]);
    expect(convert('FROM debian:stretch\nRUN apt-get update\n', {}, { bases }).text).toContain(
      'archive.debian.org',
    );
    const mirrored = convert(
      'FROM debian:stretch\nRUN apt-get update\n',
      {},
      { bases, mirror: 'http://m.local/debian' },
    );
    expect(mirrored.text).toContain("-e 's#http://deb.debian.org/debian #http://m.local/debian #g'");
    // sed does it to the list that the image has.
    const list =
      'deb http://deb.debian.org/debian stretch main\ndeb http://security.debian.org/debian-security stretch/updates main\ndeb http://deb.debian.org/debian stretch-updates main\n';
    const script =
      /^RUN (sed .*) \/etc\/apt\/sources.list$/m.exec(mirrored.text)?.[1]?.replace(' -i', '') ?? '';
    expect(execFileSync('sh', ['-c', script], { input: list, encoding: 'utf8' })).toBe(
      'deb http://m.local/debian stretch main\ndeb http://archive.debian.org/debian-security stretch/updates main\n',
    );
    const jessie = new Map([['debian:jessie', 'example/debian:jessie']]);
    expect(convert('FROM debian:jessie\n', {}, { bases: jessie }).problems).toMatchObject([
      { cause: 'suite' },
    ]);
  });

  it('that download what a release does not have yet are told the address of one that has', () => {
    const address = (release: string): string =>
      `https://github.com/coredns/coredns/releases/download/v${release}/coredns_${release}_linux_BASEARCH.tgz`;
    const text = (release: string): string => `FROM alpine:3.6\nADD ${address(release)} /coredns.tgz\n`;
    // As agnhost's of Kubernetes v1.16 has it.
    const { problems } = convert(text('1.6.2'));
    expect(problems).toMatchObject([{ cause: 'no-download', line: 2, column: 5 }]);
    expect(problems[0]?.message).toBe(
      `coredns/coredns has a file for mips64le from 1.6.7 on; write that, or take out the download and what uses it: ${address('1.6.7')}`,
    );
    expect(convert(text('1.6.7')).problems).toEqual([]);
  });

  it('that there is nothing like are said', () => {
    expect(convert('FROM nvidia/cuda:10.0\nRUN make\n').problems).toMatchObject([
      { cause: 'no-base', line: 1 },
    ]);
    expect(convert('FROM mcr.microsoft.com/windows/nanoserver:1809\n').problems).toMatchObject([
      { cause: 'no-base' },
    ]);
  });

  it('are asked for where commands show what they are', () => {
    const { questions, text } = convert('ARG BASE\nFROM $BASE\nRUN apk add curl\n');
    expect(questions).toMatchObject([{ kind: 'base', assumed: 'debian:bookworm-slim' }]);
    expect(text).toContain('apt-get install');
  });
});

describe("BASEIMAGE files of Kubernetes' test images", () => {
  const dockerfile = 'ARG BASEIMAGE\nFROM $BASEIMAGE\n\nCROSS_BUILD_COPY qemu-QEMUARCH-static /usr/bin/\n';

  it('gain a line for the target in the form of the others', () => {
    const files = {
      'image/BASEIMAGE': 'linux/amd64=alpine:3.6\nlinux/arm=arm32v6/alpine:3.6\nwindows/amd64/1809=x\n',
    };
    const { files: changed, text } = convert(dockerfile, files);
    expect(changed['image/BASEIMAGE']).toBe(
      'linux/amd64=alpine:3.6\nlinux/arm=arm32v6/alpine:3.6\nlinux/mips64le=debian:bookworm-slim\nwindows/amd64/1809=x\n',
    );
    expect(text).toBe(dockerfile);
    const old = convert(dockerfile, { 'image/BASEIMAGE': 'amd64=REGISTRY/agnhost-amd64:2.1' });
    expect(old.files['image/BASEIMAGE']).toBe(
      'amd64=REGISTRY/agnhost-amd64:2.1\nmips64le=REGISTRY/agnhost-mips64le:2.1',
    );
  });

  it('name Debian for all where the shared Dockerfile now wants it', () => {
    const { files } = convert(`${dockerfile}RUN apk add curl\n`, {
      'image/BASEIMAGE': 'amd64=alpine:3.6\narm64=arm64v8/alpine:3.6\n',
    });
    expect(files['image/BASEIMAGE']).toBe(
      'amd64=debian:bookworm-slim\narm64=arm64v8/debian:bookworm-slim\nmips64le=debian:bookworm-slim\n',
    );
  });

  it("have Debian's name of the architecture corrected", () => {
    const { files } = convert(dockerfile, {
      'image/BASEIMAGE': 'amd64=alpine:3.6\nmips64el=mips64le/debian:bookworm\n',
    });
    expect(files['image/BASEIMAGE']).toBe('amd64=alpine:3.6\nmips64le=mips64le/debian:bookworm\n');
  });
});

describe('users, shells and paths', () => {
  it.each([
    [
      'RUN addgroup -S app && adduser -S -D -H -G app -u 100 app',
      'RUN groupadd -r app && useradd -r -M -g app -u 100 -s /usr/sbin/nologin app',
    ],
    ['RUN adduser -Du 1000 app', 'RUN useradd -m -u 1000 app'],
    [
      "RUN addgroup -g 50 app && adduser -D -g 'The App' -h /srv -s /bin/ash app",
      "RUN groupadd -g 50 app && useradd -m -g app -d /srv -c 'The App' -s /bin/sh app",
    ],
    ['RUN addgroup app docker', 'RUN usermod -aG docker app'],
    ['RUN deluser app && echo done', 'RUN userdel app && echo done'],
    ['RUN addgroup -g 82 -S www-data; adduser -u 82 -D -S -G www-data www-data; echo done', 'RUN echo done'],
    [
      'RUN sed -i s,/sbin/nologin,/bin/ash, /etc/passwd',
      'RUN sed -i s,/usr/sbin/nologin,/bin/sh, /etc/passwd',
    ],
    [
      "RUN [ ! -e /etc/nsswitch.conf ] && echo 'hosts: files dns' > /etc/nsswitch.conf",
      "RUN [ -e /etc/nsswitch.conf ] || echo 'hosts: files dns' > /etc/nsswitch.conf",
    ],
    [
      'ENTRYPOINT ["/sbin/tini", "--", "su-exec", "app", "/bin/ash"]',
      'ENTRYPOINT ["/usr/bin/tini", "--", "gosu", "app", "/bin/sh"]',
    ],
    ['CMD ash -c "echo /bin/ashes"', 'CMD sh -c "echo /bin/ashes"'],
  ])('%s', (before, after) => {
    expect(onAlpine(before)).toBe(after);
  });

  it('are left where Debian was the base already', () => {
    const text = 'FROM debian:bookworm\nRUN addgroup --system app && adduser --system app\n';
    expect(convert(text).text).toBe(text);
  });

  it('flags netcat that listens with -p', () => {
    expect(
      convert('FROM alpine\nRUN apk add netcat-openbsd && nc -l -p 80\n').notes.map(({ message }) => message),
    ).toEqual(["Debian's nc takes -l or -p, not both: nc -l PORT"]);
  });
});

describe('stages that compile Go for others', () => {
  it('run on the machine that builds', () => {
    const { text } = convert(
      'FROM golang:1.21-alpine AS build\nRUN apk add git\nRUN CGO_ENABLED=0 GOARCH=amd64 go build -o /x .\nFROM scratch\nCOPY --from=build /x /x\n',
    );
    expect(text).toBe(
      'FROM --platform=$BUILDPLATFORM golang:1.21-alpine AS build\nARG TARGETOS\nARG TARGETARCH\nRUN apk add git\nRUN CGO_ENABLED=0 GOARCH=$TARGETARCH GOOS=$TARGETOS go build -o /x .\nFROM scratch\nCOPY --from=build /x /x\n',
    );
  });

  it('include those that start from one', () => {
    const { text } = convert(
      'FROM golang AS base\nFROM base AS b\nRUN go build -o /x\nFROM scratch\nCOPY --from=b /x /x\n',
    );
    expect(text).toContain('FROM --platform=$BUILDPLATFORM golang AS base\nFROM base AS b\nARG TARGETOS\n');
    expect(text).toContain('RUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build');
  });

  it('are none where cgo is on, where Go itself is taken, or where they are the result', () => {
    const cgo = convert(
      'FROM golang AS b\nRUN CGO_ENABLED=1 go build -o /x\nFROM scratch\nCOPY --from=b /x /x\n',
    );
    expect(cgo.problems).toMatchObject([{ cause: 'cgo' }]);
    for (const text of [
      'FROM golang AS go\nFROM debian:bookworm\nCOPY --from=go /usr/local/go /usr/local/go\n',
      'FROM golang\nRUN go build\n',
    ]) {
      expect(convert(text).text).toBe(text);
    }
  });
});

describe('downloads', () => {
  it('name the architecture that is built for', () => {
    const { text } = convert(
      'FROM alpine\nRUN apk add curl ca-certificates && curl -fLO https://example.org/x-linux-amd64.tgz\n',
    );
    expect(text).toContain('FROM debian:bookworm-slim\nARG TARGETARCH\n');
    expect(text).toContain('https://example.org/x-linux-${TARGETARCH}.tgz');
  });

  it.each([
    [
      'ADD https://github.com/coredns/coredns/releases/download/v1.6.2/coredns_1.6.2_linux_BASEARCH.tgz /',
      'no-download',
    ],
    [
      'ADD https://github.com/etcd-io/etcd/releases/download/v3.5.0/etcd-v3.5.0-linux-amd64.tar.gz /',
      'no-download',
    ],
    ['RUN curl -O https://example.org/x-x86_64.tgz', 'no-download'],
    ['RUN curl -O https://example.org/x-amd64.tgz && echo "00 x" | sha256sum -c', 'checksum'],
  ])('that cannot be had are said: %s', (line, cause) => {
    const { problems, text } = convert(`FROM debian:bookworm\n${line}\n`);
    expect(problems).toMatchObject([{ cause, line: 2 }]);
    expect(text).toContain(line);
  });

  it('that can be had are left', () => {
    const line =
      'ADD https://github.com/coredns/coredns/releases/download/v1.6.7/coredns_1.6.7_linux_BASEARCH.tgz /';
    expect(convert(`FROM debian:bookworm\n${line}\n`).problems).toEqual([]);
  });
});

describe('scripts that are copied in and run', () => {
  it('are converted too, once', () => {
    const script = '#!/bin/ash\n# deps\napk add --no-cache openssl\n\nexit 0\n';
    for (const run of [
      'RUN ["sh", "-c", "/install.sh"]',
      'RUN /install.sh',
      'RUN sh install.sh && sh install.sh',
      'ENTRYPOINT ["/install.sh"]',
    ]) {
      const { files } = convert(`FROM alpine\nCOPY install.sh /\n${run}\n`, { 'image/install.sh': script });
      expect(files['image/install.sh']).toBe(
        '#!/bin/sh\n# deps\napt-get update && apt-get install -y --no-install-recommends openssl && rm -rf /var/lib/apt/lists/*\n\nexit 0\n',
      );
    }
  });

  it('are left where nothing runs them, where another program reads them, or outside of the folder', () => {
    const script = '#!/usr/bin/env python3\napk add x\n';
    expect(
      convert('FROM alpine\nCOPY a.sh b /\nRUN /b\n', { 'image/a.sh': 'apk add x\n', 'image/b': script })
        .files,
    ).toEqual({
      'image/Dockerfile': 'FROM debian:bookworm-slim\nCOPY a.sh b /\nRUN /b\n',
    });
    const read: string[] = [];
    convert('FROM alpine\nCOPY ../../x.sh /\nRUN /x.sh\n', {}, { readFile: (path) => void read.push(path) });
    expect(read).toEqual(['image/BASEIMAGE']);
  });
});

describe('hostile Dockerfiles', () => {
  it.each([
    [
      'every directive',
      '# syntax=docker/dockerfile:1\n# escape=`\n# check=error=true\nFROM alpine\nRUN apk add curl `\n  jq\n',
    ],
    [
      'a here-document',
      'FROM alpine\nRUN <<EOF\nset -e\napk add curl\napk add jq # two\nEOF\nCOPY <<EOF /x\napk add no\nEOF\n',
    ],
    ['names with shell characters', "FROM alpine\nRUN apk add 'a;rm -rf /' \"b`id`\" c$(id) '$(id)' d\\ e\n"],
    ['an image with shell characters', "FROM 'alpine;id'\nFROM $(id)\nFROM alpine:`id`\nRUN apk add curl\n"],
    ['a script path with shell characters', "FROM alpine\nCOPY 'a;b.sh' $(id).sh /\nRUN /'a;b.sh'\n"],
    [
      'names of the object prototype',
      'FROM alpine\nRUN apk add constructor __proto__ toString && adduser -D hasOwnProperty\nFROM __proto__\n',
    ],
    [
      'ONBUILD of everything',
      'FROM alpine\nONBUILD RUN apk add curl\nONBUILD COPY x /\nONBUILD FROM alpine\n',
    ],
    ['open quotes', 'FROM alpine\nRUN apk add "curl\nRUN apk add \'jq\nRUN apk add $(jq\n'],
    [
      'options without values',
      'FROM alpine\nRUN apk add -t\nRUN apk add --virtual\nRUN apk\nRUN adduser -u\nRUN adduser\nRUN apk del\n',
    ],
    ['no stage', 'RUN apk add curl\n'],
  ])('with %s are converted or left, and nothing is executed', (_, text) => {
    const { text: after } = convert(text);
    // Converting twice changes no more: what is left is not taken for something else.
    expect(convert(after).text.length).toBeGreaterThan(0);
  });

  it('converts what its directives and here-documents hold', () => {
    const escaped = convert('# escape=`\nFROM alpine\nRUN apk add `\n  curl `\n  jq\n').text;
    expect(escaped).toBe(
      '# escape=`\nFROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends `\n  curl `\n  jq `\n  && rm -rf /var/lib/apt/lists/*\n',
    );
    const document = convert('FROM alpine\nRUN <<EOF\nset -e\napk add curl\nEOF\n').text;
    expect(document).toBe(
      'FROM debian:bookworm-slim\nRUN <<EOF\nset -e\napt-get update\napt-get install -y --no-install-recommends curl\nrm -rf /var/lib/apt/lists/*\nEOF\n',
    );
  });

  it('asks with the name as it is written', () => {
    expect(convert("FROM alpine\nRUN apk add 'a;rm'\n").questions).toMatchObject([{ name: 'a;rm' }]);
    expect(convert("FROM alpine\nRUN apk add 'a;rm'\n").text).toContain(" 'a;rm' ");
  });
});
