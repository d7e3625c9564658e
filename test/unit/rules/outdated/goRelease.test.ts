import { describe, expect, it } from 'vitest';
import { outdatedGo } from '../../../../src/core/rules/outdated';
import { goPins } from '../../../../src/core/rules/outdated/goPins';
import { firstGoodGo, goAdvice, goBugsOf, newestPatch } from '../../../../src/core/rules/outdated/goReleases';
import { english } from '../../../../src/core/l10n';
import { findIn, fixed } from '../../support/ruleContext';

const issues = (version: string): string[] =>
  goBugsOf(version, 'mips64le').flatMap(({ sources }) => sources[0]?.replace('golang/go', '') ?? []);

describe('goBugsOf', () => {
  it.each([
    ['1.10.3', ['#68366', '#57282', '#50671', '#30459', '#23446']],
    ['1.13.9', ['#68366', '#57282', '#50671']],
    ['1.14', ['#57282', '#50671', '#39046']],
    ['1.16.13', ['#56426', '#57282', '#50671']],
    ['1.16.14', ['#56426', '#57282']],
    ['1.17.6', ['#56426', '#57282', '#50671']],
    ['1.17.7', ['#56426', '#57282']],
    ['1.18.9', ['#56426', '#57282']],
    ['1.18.10', ['#56426']],
    ['1.19.4', ['#56426', '#57282']],
    ['1.19.8', ['#56426']],
    ['1.20', ['#67160']],
    ['1.21.10', ['#67160']],
    ['1.21.11', []],
    ['1.22.0', ['#67160']],
    ['1.22.3', ['#67160']],
    ['1.22.4', []],
    ['1.23.5', []],
    ['1.24.4', []],
    ['1.27.0', ['#80978']],
    ['devel', []],
  ])('knows of %s', (version, wanted) => {
    expect(issues(version)).toEqual(wanted);
  });

  it('is for MIPS', () => {
    expect(goBugsOf('1.13.9', 'riscv64')).toEqual([]);
    expect(goBugsOf('1.19.8', 'mipsle')).toHaveLength(1);
  });

  it('takes a release without a patch for its newest patch where names do', () => {
    expect(issues(newestPatch('1.21'))).toEqual([]);
    expect(issues(newestPatch('1.22'))).toEqual([]);
    expect(issues(newestPatch('1.20'))).toEqual(['#67160']);
    expect(issues(newestPatch('1.18'))).toEqual(['#56426']);
    expect(issues(newestPatch('1.18.3'))).toEqual(['#56426', '#57282']);
  });
});

describe('firstGoodGo', () => {
  it.each([
    ['1.13.9', '1.21.11'],
    ['1.19.8', '1.21.11'],
    ['1.21.3', '1.21.11'],
    ['1.22.1', '1.22.4'],
    ['1.27.0', undefined],
  ])('after %s is %s', (version, wanted) => {
    expect(firstGoodGo(version, 'mips64le')).toBe(wanted);
  });
});

describe('goAdvice', () => {
  it('says what breaks, and which release has none of it', () => {
    expect(goAdvice('1.19.8', 'mips64le', english)).toBe(
      'Go 1.19.8 on mips64le: without cgo, syscall.Setuid, Setgid and the like end the program (“AllThreadsSyscall6 results differ”). Go 1.21.11 has none of that',
    );
    expect(goAdvice('1.10.3', 'mips64le', english)).toMatch(/; and 2 more\. Go 1\.21\.11 has none of that$/);
    expect(goAdvice('1.27.0', 'mips64le', english)).toMatch(/\(SIGBUS\)$/);
    expect(goAdvice('1.24.4', 'mips64le', english)).toBeUndefined();
  });
});

describe('goPins', () => {
  const versions = (path: string, text: string): string[] =>
    goPins(path, text).map(({ start, end, version }) => {
      expect(text.slice(start, end)).toBe(version);
      return version;
    });

  it.each([
    ['.go-version', '1.13.4\n', ['1.13.4']],
    ['.go-version', 'go1.21rc2\n', ['1.21rc2']],
    ['build/build-image/cross/VERSION', 'v1.15.5-1\n', ['1.15.5']],
    ['go.mod', 'module m\n\ngo 1.21.0\n\ntoolchain go1.22.1\n', ['1.22.1']],
    ['go.mod', 'module m\n\ngo 1.12\n', []],
    ['Dockerfile', 'FROM golang:1.13-alpine AS build\nFROM scratch\n', ['1.13']],
    ['Dockerfile', 'FROM --platform=$BUILDPLATFORM docker.io/library/golang:1.13.4@sha256:00\n', ['1.13.4']],
    ['Dockerfile', 'ARG GO_VERSION=1.12.7\nFROM golang:${GO_VERSION}-stretch\n', ['1.12.7']],
    ['Dockerfile', 'FROM debian\nENV GOLANG_VERSION="1.12.7" PATH=/go/bin:$PATH\n', ['1.12.7']],
    ['Dockerfile', 'ARG VERSION=1.12.7\nFROM golangci/golangci-lint:1.13\nRUN echo golang:1.13\n', []],
    ['Dockerfile', 'FROM golang:latest\nFROM golang:alpine\nFROM golang:$V\nFROM golang\n', []],
    ['Makefile', 'GO_VERSION ?= 1.12.17\nIMAGE = golang:1.13-buster\n', ['1.12.17', '1.13']],
    ['Makefile', 'GO_VERSION := $(shell go version)\n# GO_VERSION = 1.2\nCNI_VERSION = 1.13\n', []],
    [
      'hack/build.sh',
      '#!/bin/sh\nexport GO_VERSION=${GO_VERSION:-1.13.1}\nGOLANG_VERSION="go1.14"\n',
      ['1.13.1', '1.14'],
    ],
    ['hack/build.sh', '#!/bin/sh\n# GO_VERSION=1.13.1\nMIN_GO_VERSION=1.13.1\n', []],
    [
      '.github/workflows/ci.yml',
      'jobs:\n  a:\n    steps:\n      - uses: actions/setup-go@v2\n        with:\n          go-version: 1.13.x\n',
      ['1.13'],
    ],
    [
      '.github/workflows/ci.yml',
      "jobs:\n  a:\n    strategy:\n      matrix:\n        go-version: [1.10, '1.14', ~1.13]\n",
      ['1.14'],
    ],
    ['.github/workflows/ci.yml', 'jobs:\n  a:\n    steps:\n      - with:\n          go-version: ^1.13\n', []],
    ['.travis.yml', 'language: go\ngo:\n  - 1.11.x\n  - "1.12"\n  - tip\n', ['1.12']],
    ['.gitlab-ci.yml', 'image: golang:1.13-buster\n', ['1.13']],
    ['README.md', 'FROM golang:1.13\n', []],
  ])('reads %s %j', (path, text, wanted) => {
    expect(versions(path, text)).toEqual(wanted);
  });
});

describe('outdated-go', () => {
  const found = (path: string, text: string, goarch?: string): string[] =>
    findIn(outdatedGo, path, { [path]: text }, goarch).map(
      ({ line, column, severity, certainty }) => `${line}:${column} ${severity} ${certainty}`,
    );

  it.each([
    ['Dockerfile', 'FROM golang:1.13-alpine\n', ['1:13 warning certain']],
    ['Dockerfile', 'FROM golang:1.21-alpine\n', []],
    ['Dockerfile', 'FROM golang:1.21.3-alpine\n', ['1:13 warning certain']],
    ['Dockerfile.windows', 'FROM golang:1.13\n', []],
    ['Dockerfile.mips64le', 'FROM golang:1.13\n', ['1:13 warning certain']],
    ['vendor/m/Dockerfile', 'FROM golang:1.13\n', []],
    ['.go-version', '1.13.4', ['1:1 warning certain']],
    ['go.mod', 'module m\n\ngo 1.21\n\ntoolchain go1.22.1\n', ['5:13 warning certain']],
    ['go.mod', 'module m\n\ngo 1.12\n', []],
    ['.travis.yml', 'language: go\ngo:\n  - 1.12\n', []],
    ['.travis.yml', 'language: go\ngo:\n  - 1.12\nscript: GOARCH=mips64le go build\n', ['3:5 info likely']],
  ])('in %s %j', (path, text, wanted) => {
    expect(found(path, text)).toEqual(wanted);
  });

  it('is for MIPS', () => {
    expect(found('Dockerfile', 'FROM golang:1.13\n', 'riscv64')).toEqual([]);
  });

  it.each([
    ['Dockerfile', 'FROM golang:1.13-buster\n', 'FROM golang:1.21-buster\n'],
    [
      'Dockerfile',
      'ARG GO_VERSION=1.12.7\nFROM golang:${GO_VERSION}\n',
      'ARG GO_VERSION=1.21.11\nFROM golang:${GO_VERSION}\n',
    ],
    ['go.mod', 'module m\n\ngo 1.21\n\ntoolchain go1.22.1\n', 'module m\n\ngo 1.21\n\ntoolchain go1.22.4\n'],
    ['Makefile', 'GO_VERSION = 1.19.8\n', 'GO_VERSION = 1.21.11\n'],
  ])('replaces the release in %s', (path, text, wanted) => {
    const findings = findIn(outdatedGo, path, { [path]: text });
    expect(findings.flatMap(({ fixes }) => fixes.map(({ safe }) => safe))).toEqual([false]);
    const after = fixed(path, text, findings);
    expect(after).toBe(wanted);
    expect(found(path, after)).toEqual([]);
  });

  it('leaves the tag of an image alone that may not exist', () => {
    const path = 'build/build-image/cross/VERSION';
    expect(findIn(outdatedGo, path, { [path]: 'v1.15.5-1\n' }).map(({ fixes }) => fixes.length)).toEqual([0]);
  });
});
