import { describe, expect, it } from 'vitest';
import { imageBase } from '../../../../src/core/rules/imageBase';
import { findIn, fixed } from '../../support/ruleContext';

function found(text: string, path = 'Dockerfile', goarch?: string): string[] {
  return findIn(imageBase, path, { [path]: text }, goarch).map(({ line, message }) => `${line} ${message}`);
}

const never = (image: string, family: string): string =>
  `There is no ${image} for mips64le: ${family} was never built for it`;

describe('image-base finds', () => {
  it.each([
    ['alpine:3.18', 'Alpine'],
    ['docker.io/library/alpine', 'Alpine'],
    ['mirror.gcr.io/library/alpine:3.23@sha256:00', 'Alpine'],
    ['golang:1.26-alpine3.23', 'Alpine'],
    ['golangci/golangci-lint:v2-alpine', 'Alpine'],
    ['busybox:1.36-musl', 'Alpine'],
    ['ubuntu:24.04', 'Ubuntu'],
    ['centos:7', 'centos'],
    ['registry.access.redhat.com/ubi9/ubi-minimal:latest', 'ubi-minimal'],
    ['gcr.io/distroless/static:nonroot', 'distroless'],
    ['nvidia/cuda:10.0-devel', 'CUDA'],
    ['k8s.gcr.io/debian-base-amd64:0.4.1', 'debian-base'],
    ['debian:jessie', 'Debian jessie'],
  ])('%s', (image, family) => {
    expect(found(`FROM ${image} AS x\n`)).toEqual([`1 ${never(image, family)}`]);
  });

  it.each([
    'debian',
    'debian:trixie-slim',
    'mips64le/debian:unstable-slim',
    'debian:11',
    'buildpack-deps:sid',
  ])('%s, which lost the architecture', (image) => {
    expect(found(`FROM ${image}\n`)).toEqual([
      `1 There is no ${image} for mips64le: Debian has it in bookworm alone`,
    ]);
  });

  it('what an ARG or only a part of the tag tells', () => {
    expect(found('ARG V=3.6\nARG BASE=alpine:$V\nFROM ${BASE}\n')).toEqual([
      `3 ${never('alpine:3.6', 'Alpine')}`,
    ]);
    expect(found('FROM alpine:$VERSION\n')).toEqual([`1 ${never('alpine:$VERSION', 'Alpine')}`]);
  });

  it("the name of Debian in a BASEIMAGE file, and the target's line with such a base", () => {
    const path = 'test/images/mounttest-user/BASEIMAGE';
    const text = 'linux/amd64=alpine:3.6\nlinux/mips64el=mips64le/debian:bookworm\n';
    const all = findIn(imageBase, path, { [path]: text });
    expect(all).toMatchObject([{ line: 2, column: 1, fixes: [{ safe: true }] }]);
    expect(fixed(path, text, all)).toBe('linux/amd64=alpine:3.6\nlinux/mips64le=mips64le/debian:bookworm\n');
    expect(found('amd64=alpine:3.6\nmips64le=alpine:3.6\n', path)).toEqual([
      `2 ${never('alpine:3.6', 'Alpine')}`,
    ]);
  });
});

describe('image-base leaves', () => {
  it.each([
    ['a stage for the building machine', 'FROM --platform=$BUILDPLATFORM golang:alpine AS b\n'],
    ['a stage for a fixed platform', 'FROM --platform=linux/amd64 alpine\n'],
    [
      'what can be made for the target',
      'FROM debian:bookworm-slim\nFROM debian:12\nFROM busybox:1.36\nFROM scratch\n',
    ],
    ['a stage that starts from another', 'FROM debian:bookworm AS alpine\nFROM alpine\n'],
    [
      'what nothing is known of',
      'FROM example.org/base:1\nFROM $BASE\nFROM golang:1.25\nFROM debian:$SUITE\n',
    ],
    ["another architecture's image", 'FROM arm64v8/alpine:3.6\n'],
    ['a template', 'FROM alpine:{{ .version }}\n'],
    ['a placeholder', 'FROM BASEIMAGE\nCROSS_BUILD_COPY qemu-QEMUARCH-static /usr/bin/\n'],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });

  it.each([
    'Dockerfile.arm64',
    'Dockerfile_windows',
    'test/e2e/Dockerfile',
    'testdata/Dockerfile',
    '.github/actions/x/Dockerfile',
    'Dockerfile.template',
    'main.go',
  ])('%s', (path) => {
    expect(found('FROM alpine\n', path)).toEqual([]);
  });

  it('other targets, of which it knows nothing', () => {
    expect(found('FROM alpine\n', 'Dockerfile', 'riscv64')).toEqual([]);
    expect(found('amd64=alpine\nmips64el=x\n', 'BASEIMAGE', 'arm64')).toEqual([]);
  });

  it('a BASEIMAGE file that has both names', () => {
    expect(found('mips64el=debian:bookworm\nmips64le=debian:bookworm\n', 'BASEIMAGE')).toEqual([]);
  });
});
