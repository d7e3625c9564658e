import { describe, expect, it } from 'vitest';
import { convert, onAlpine } from './support';

const install = 'apt-get update && apt-get install -y --no-install-recommends';
const clean = 'rm -rf /var/lib/apt/lists/*';

describe("Alpine's package sources", () => {
  it('go, with the instruction where nothing is left of it', () => {
    expect(
      onAlpine(
        'RUN echo "@testing https://dl-cdn.alpinelinux.org/alpine/edge/testing" >> /etc/apk/repositories',
        'RUN apk add --no-cache cfssl@testing',
      ),
    ).toBe(`RUN ${install} golang-cfssl && ${clean}`);
    expect(
      onAlpine(
        "RUN sed -i 's/dl-cdn.alpinelinux.org/mirrors.aliyun.com/g' /etc/apk/repositories && apk add curl",
      ),
    ).toBe(`RUN ${install} curl && ${clean}`);
    expect(onAlpine('RUN set -ex \\', '  && echo x > /etc/apk/repositories \\', '  && apk add jq')).toBe(
      `RUN set -ex \\\n  && ${install} jq && ${clean}`,
    );
    expect(convert('FROM alpine\nRUN cat /etc/apk/arch\n').problems).toMatchObject([{ cause: 'command' }]);
  });

  it('stay a command where something depends on one', () => {
    expect(onAlpine('RUN if true; then echo x > /etc/apk/repositories; fi; echo y')).toBe(
      'RUN if true; then true; fi; echo y',
    );
    expect(onAlpine('RUN grep -q x /f || echo x >> /etc/apk/repositories && echo y')).toBe(
      'RUN grep -q x /f || true && echo y',
    );
    expect(onAlpine('RUN echo x | tee -a /etc/apk/repositories')).toBe('RUN echo x | true');
  });
});

describe('commands of which nothing is left', () => {
  it.each([
    ['RUN set -x && adduser -u 82 -D -S -G www-data www-data', 'RUN set -x'],
    ['RUN set -x; adduser -S www-data', 'RUN set -x'],
    ['RUN set -e; addgroup -S www-data && adduser -S www-data', 'RUN set -e; true'],
    ['RUN adduser -S www-data\nRUN echo', 'RUN echo'],
    ['ONBUILD RUN adduser -S www-data', 'ONBUILD RUN true'],
    ['RUN adduser -S www-data # why\nRUN echo', 'RUN true # why\nRUN echo'],
  ])('%j', (before, after) => {
    expect(onAlpine(before)).toBe(after);
  });
});

describe('names of packages', () => {
  it('end where the line does, also without a space', () => {
    expect(onAlpine('RUN apk add \\', '    file\\', '    bind-tools\\', '  && echo')).toBe(
      `RUN ${install} \\\n    file\\\n    bind9-dnsutils \\\n    && ${clean}\\\n  && echo`,
    );
  });

  it('lose versions of the release that they are from, and options come from variables', () => {
    const ubuntu = convert(
      'FROM ubuntu:xenial\nRUN apt-get update && apt-get install -y nfs-common=1:1.2.8-9ubuntu12 "slapd=${V}"\n',
    );
    expect(ubuntu.text).toContain('apt-get install -y nfs-common slapd\n');
    expect(ubuntu.notes).toHaveLength(2);
    expect(
      convert('FROM debian:trixie-slim\nRUN apt-get install -y libssl3t64 libcurl4t64\n').text,
    ).toContain('install -y libssl3 libcurl4\n');
    expect(onAlpine('ARG FLAGS="-q --no-cache"', 'RUN apk add $FLAGS curl')).toContain(`RUN ${install} curl`);
    const rpms = convert('FROM centos\nRUN yum install -y ceph-rpms/*.rpm /opt/rpms/*\n');
    expect(rpms.problems.map(({ cause }) => cause)).toEqual(['no-package', 'no-package']);
  });

  it('are read once after an upgrade that reads the lists', () => {
    expect(onAlpine('RUN apk upgrade --no-cache && apk add --no-cache curl')).toBe(
      `RUN apt-get update && apt-get upgrade -y && apt-get install -y --no-install-recommends curl && ${clean}`,
    );
  });
});

describe('bases', () => {
  it('on Alpine that no package of Debian replaces are asked for and left', () => {
    for (const base of ['golangci/golangci-lint:v2.9-alpine', 'mhart/alpine-node:6.4.0']) {
      const { questions, text } = convert(`FROM ${base}\nRUN apk add bash\n`);
      expect(questions).toMatchObject([{ kind: 'base', name: base }]);
      expect(text).toContain(`FROM ${base}\nRUN apt-get`);
    }
  });

  it('are known where only the tag is not, and in mirrors of the official images', () => {
    for (const base of [
      'alpine:$ALPINE_VERSION',
      'alpine:${V:-3.1}${X}',
      'mirror.gcr.io/library/alpine:3.23',
      'public.ecr.aws/docker/library/alpine:3',
    ]) {
      expect(convert(`FROM ${base}\n`).text).toBe('FROM debian:bookworm-slim\n');
    }
    expect(convert('FROM $REGISTRY/alpine:3\n').text).toBe('FROM $REGISTRY/alpine:3\n');
  });

  it('without a distribution bring certificates, time zones and their user', () => {
    const { text } = convert('FROM gcr.io/distroless/static:nonroot\nCOPY x /\n');
    expect(text).toBe(
      `FROM debian:bookworm-slim\nRUN ${install} ca-certificates tzdata && ${clean}\nUSER 65532:65532\nCOPY x /\n`,
    );
    expect(convert('FROM gcr.io/distroless/static:nonroot\nUSER nonroot\n').text).not.toContain(
      '65532:65532',
    );
    const bases = new Map([['gcr.io/distroless/static', 'scratch']]);
    expect(convert('FROM gcr.io/distroless/static:nonroot\nCOPY x /\n', {}, { bases }).text).toBe(
      'FROM scratch\nCOPY x /\n',
    );
  });

  it('of Go are asked for where Debian has another release of it', () => {
    const of = (tag: string) =>
      convert(`FROM golang:${tag} AS b\nRUN apk add gcc && go build\nFROM scratch\nCOPY --from=b /x /\n`);
    expect(of('1.26-alpine').questions).toMatchObject([{ kind: 'base', name: 'golang:1.26-alpine' }]);
    expect(of('1.19-alpine').questions).toEqual([]);
  });
});

describe('Dockerfiles that are not converted', () => {
  it.each([
    [
      'template',
      'image/Dockerfile',
      '{{ if x -}}\nFROM alpine:{{ .version }}\n{{ end }}\nRUN apk add curl\n',
    ],
    ['template', 'image/Dockerfile', 'FROM <%= base %>\nRUN apk add curl\n'],
    ['architecture', 'image/Dockerfile.arm64', 'FROM alpine\nRUN apk add curl\n'],
    ['architecture', 'image/Dockerfile.agent.linux.amd64', 'FROM alpine\n'],
    ['no-base', 'image/Dockerfile_windows', 'FROM alpine\n'],
  ])('say why once: %s', (cause, path, text) => {
    const { problems, edits } = convert(text, { [path]: text }, { path });
    expect(problems).toMatchObject([{ cause }]);
    expect(edits).toEqual([]);
  });

  it('are no templates because a command has braces', () => {
    expect(convert("FROM alpine\nRUN go list -f '{{.Dir}}'\n").problems).toEqual([]);
  });

  it('are for the target where their name says so', () => {
    const path = 'image/Dockerfile.mips64le';
    const text = 'FROM alpine\n';
    expect(convert(text, { [path]: text }, { path }).files[path]).toBe('FROM debian:bookworm-slim\n');
  });
});

describe('stages that build for others', () => {
  it('run under emulation where they compile C, the stages that start from them too', () => {
    for (const run of [
      'RUN apk add build-base && go build -tags pam -o /x .',
      'RUN ./configure && make install && go build -o /x .',
      'RUN cmake . && CGO_ENABLED=0 go build -o /x .',
    ]) {
      const { text, problems } = convert(
        `FROM golang:1.19-alpine AS base\nFROM base AS b\n${run}\nFROM scratch\nCOPY --from=b /x /x\n`,
      );
      expect(problems.map(({ cause }) => cause)).toContain('cgo');
      expect(text).not.toContain('BUILDPLATFORM');
      expect(text).not.toContain('GOARCH');
    }
    const off = convert(
      'FROM golang:alpine AS b\nENV CGO_ENABLED=0\nRUN apk add gcc\nRUN go build -o /x .\nFROM scratch\nCOPY --from=b /x /x\n',
    );
    expect(off.text).toContain('--platform=$BUILDPLATFORM golang:alpine');
  });

  it('keep the programs they use themselves for the machine that builds', () => {
    const { text } = convert(
      [
        'FROM golang:alpine AS b',
        'RUN go install aead.dev/minisign/cmd/minisign@v0.2.1 && go install example.org/mc/v2@latest',
        'FROM scratch',
        'COPY --from=b /go/bin/mc* /usr/bin/',
        '',
      ].join('\n'),
    );
    expect(text).toContain('RUN go install aead.dev/minisign/cmd/minisign@v0.2.1 &&');
    expect(text).toContain('GOOS=$TARGETOS GOARCH=$TARGETARCH go install example.org/mc/v2@latest');
  });

  it('set the architecture for scripts alone that may build', () => {
    const of = (run: string) =>
      convert(`FROM golang AS b\nRUN ${run}\nFROM scratch\nCOPY --from=b /x /\n`).text;
    expect(of('./hack/build.sh')).toContain('ENV GOOS=$TARGETOS GOARCH=$TARGETARCH');
    expect(of('apk add git')).not.toContain('ENV');
  });

  it('make pages on the machine that builds', () => {
    const of = (source: string) =>
      convert(`FROM node:20-alpine AS ui\nRUN npm ci\nFROM scratch\nCOPY --from=ui ${source} /\n`);
    expect(of('/app/dist').text).toContain('FROM --platform=$BUILDPLATFORM node:20-alpine AS ui\n');
    expect(of('/app/dist').notes).toHaveLength(1);
    for (const source of ['/app', '/app/dist/node_modules'])
      expect(of(source).text).toContain('install -y --no-install-recommends nodejs npm ');
  });
});

describe('downloads', () => {
  it('change with every name that the file has in the script', () => {
    const { text } = convert(
      'FROM debian:bookworm\nRUN wget https://go.dev/dl/go1.linux-amd64.tar.gz && tar xf go1.linux-amd64.tar.gz && mv linux-amd64/x /\n',
    );
    expect(text).toContain('tar xf go1.linux-${TARGETARCH}.tar.gz && mv linux-${TARGETARCH}/x /');
  });

  it.each([
    'RUN wget https://example.org/x_amd64.tgz\nRUN tar xf x_amd64.tgz',
    "RUN wget https://example.org/x_amd64.tgz && sh -c 'tar xf x_amd64.tgz'",
    'RUN curl -o x.deb https://example.org/x_1_amd64.deb',
    'ADD https://example.org/x_amd64.tgz /\nRUN tar xf /x_amd64.tgz',
  ])('stay, and are said, where the name would not fit: %j', (lines) => {
    const { text, problems } = convert(`FROM debian:bookworm\n${lines}\n`);
    expect(text).toBe(`FROM debian:bookworm\n${lines}\n`);
    expect(problems).toMatchObject([{ cause: 'no-download' }]);
  });

  it('behind a test of the architecture are right', () => {
    const text =
      'FROM debian:bookworm\nRUN case $(uname -m) in x86_64) curl -O https://example.org/x-amd64.tgz;; esac\n';
    expect(convert(text)).toMatchObject({ text, problems: [] });
  });

  it('with a checksum of ADD stay', () => {
    const line = 'ADD --checksum=sha256:00 https://example.org/x-amd64.tgz /';
    expect(convert(`FROM debian:bookworm\n${line}\n`).problems).toMatchObject([{ cause: 'checksum' }]);
  });
});

describe('scripts in folders that are copied', () => {
  const script = '#!/bin/sh\napk add curl\n';

  it.each([
    ['COPY . /\nRUN /build.sh', 'image/build.sh'],
    ['ADD files /\nRUN /deep/build.sh', 'image/files/deep/build.sh'],
    ['WORKDIR /src\nCOPY . .\nRUN ./hack/build.sh', 'image/hack/build.sh'],
    ['COPY bin /usr/local/bin\nENTRYPOINT ["start"]', 'image/bin/start'],
  ])('are converted: %j', (lines, path) => {
    const { files } = convert(`FROM alpine\n${lines}\n`, { [path]: script });
    expect(files[path]).toContain('apt-get install');
  });

  it('are left where they are outside of the folder, or not run', () => {
    const outside = 'FROM alpine\nCOPY . /app\nRUN /build.sh && /app/../../x.sh\n';
    const { files } = convert(outside, { 'image/build.sh': script, 'x.sh': script });
    expect(Object.keys(files)).toEqual(['image/Dockerfile']);
  });
});
