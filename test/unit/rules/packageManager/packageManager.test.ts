import { describe, expect, it } from 'vitest';
import { packageManager } from '../../../../src/core/rules/packageManager';
import { findIn, fixed } from '../../support/ruleContext';

function found(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  return findIn(packageManager, 'img/Dockerfile', { ...files, 'img/Dockerfile': text }).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

function fix(text: string): string {
  return fixed('img/Dockerfile', text, findIn(packageManager, 'img/Dockerfile', { 'img/Dockerfile': text }));
}

const noApk = 'The base is Debian, which has no apk';

describe('package-manager finds', () => {
  it('apk and yum on Debian, and apt on Alpine', () => {
    expect(
      found('FROM debian:bookworm AS a\nRUN set -e; apk add curl\nFROM a\nRUN yum install -y curl\n'),
    ).toEqual([`2:13 ${noApk}`, '4:5 The base is Debian, which has no yum']);
    expect(found('FROM alpine:3.18\nRUN apt-get update && apt-get install -y curl\n')).toEqual([
      '2:23 The base is Alpine, which has no apt-get',
    ]);
  });

  it("what does not fit the target's line of a BASEIMAGE file", () => {
    const files = { 'img/BASEIMAGE': 'amd64=alpine:3.6\nmips64le=debian:bookworm\n' };
    expect(found('FROM BASEIMAGE\nRUN apk --update add bash\n', files)).toEqual([`2:5 ${noApk}`]);
    expect(found('ARG BASEIMAGE\nFROM $BASEIMAGE\nRUN apk add bash\n', files)).toEqual([`3:5 ${noApk}`]);
    expect(found('FROM BASEIMAGE\nRUN apk add bash\n', { 'img/BASEIMAGE': 'amd64=alpine\n' })).toEqual([]);
  });

  it("Alpine's names given to apt", () => {
    const text = 'FROM debian:bookworm\nRUN apt-get install -y nginx-mod-http-lua \\\n  bind-tools curl\n';
    expect(found(text)).toEqual([
      '2:24 Debian bookworm has no package nginx-mod-http-lua; it has libnginx-mod-http-lua',
      '3:3 Debian bookworm has no package bind-tools; it has bind9-dnsutils',
    ]);
    expect(fix(text)).toContain('install -y libnginx-mod-http-lua \\\n  bind9-dnsutils curl\n');
  });

  it('install without apt-get', () => {
    const text = 'FROM debian:bookworm\nRUN apt-get update && install redis-server && rm -rf /x\n';
    expect(found(text)).toEqual([
      '2:23 This runs the program install, which copies files: apt-get is missing',
    ]);
    expect(fix(text)).toContain('apt-get update && apt-get install -y redis-server &&');
  });

  it('a comment whose backslash would take in the next instruction', () => {
    const text =
      '#RUN apt-get update && apt-get install -y curl \\\n#  && apt-get clean \\\nRUN true && apt-get install\n';
    expect(found(`FROM debian:bookworm\n${text}`)).toEqual([
      '3:21 Once this comment is an instruction, its backslash takes in the next instruction',
    ]);
  });
});

describe('package-manager leaves', () => {
  it.each([
    ['a base that has it', 'FROM alpine\nRUN apk add curl bind-tools\n'],
    [
      'a base of which nothing is known',
      'FROM example.org/x\nRUN apk add curl && apt-get install bind-tools\n',
    ],
    ['a base without any', 'FROM busybox:1.36\nRUN apk add curl\n'],
    [
      'what is behind a test',
      'FROM debian:bookworm\nRUN if command -v apk; then apk add curl; fi\nRUN which apk && true || apk add x\n',
    ],
    [
      'a stage for the building machine',
      'FROM --platform=$BUILDPLATFORM debian:bookworm\nRUN apk add curl\n',
    ],
    ['what only cleans', 'FROM debian:bookworm\nRUN rm -rf /var/cache/apk/* && yum clean all\n'],
    [
      'names that Debian has as well',
      'FROM debian:bookworm\nRUN apt-get install -y vim redis libc-dev openssl docker\n',
    ],
    [
      'install with files',
      'FROM debian:bookworm\nRUN apt-get update && install -m 755 ./x /usr/bin/\nRUN apt-get update && install a.sh /b\n',
    ],
    [
      'comments inside of an instruction',
      'FROM debian:bookworm\nRUN apt-get install \\\n#RUN apt-get install x \\\n  curl\nRUN true\n',
    ],
    [
      'a comment whose lines end',
      'FROM debian:bookworm\n#RUN apt-get install x \\\n#  y\nRUN apt-get install -y curl\n',
    ],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});
