import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../../../../src/core/images/dockerfile/readDockerfile';
import { convert } from './support';

/** Shapes of real Dockerfiles, which the tests below damage. */
const seeds = [
  '# syntax=docker/dockerfile:1\n# escape=`\n# check=skip=all;error=true\nFROM alpine:3.18\nRUN apk add `\n  curl `\n  # why\n  jq\n',
  'ARG V=3.6\nARG BASE=alpine:$V\nFROM ${BASE} AS build\nRUN set -eux; \\\n\tapk add --no-cache --virtual .build-deps \\\n\t\tgcc \\\n# note\n\t\tmusl-dev \\\n\t; \\\n\tmake; \\\n\tapk del .build-deps\nFROM build\nONBUILD RUN apk add bash\nONBUILD COPY . /app\n',
  'FROM alpine\nRUN <<EOF\nset -e\napk add curl\nadduser -D -u 1000 app\nEOF\nRUN <<-"A" bash\n\tapk add jq\n\tA\nCOPY <<X <<Y /d/\nx\nX\ny\nY\n',
  'FROM golang:1.21-alpine AS b\nWORKDIR /src\nCOPY . .\nRUN --mount=type=cache,target=/root/.cache CGO_ENABLED=0 GOARCH=amd64 go build -ldflags "-X \'a=$(date)\'" -o /x . && go install ./...\nFROM gcr.io/distroless/static:nonroot\nCOPY --from=b --chown=1:1 /x /x\nENTRYPOINT ["/x"]\n',
  'FROM centos:7\nRUN yum -y install /usr/bin/ps nfs-utils && yum clean all\nADD run.sh /\nRUN ["sh", "-c", "/run.sh"]\n',
  'FROM alpine\nRUN case $(uname -m) in x86_64) a=amd64;; *) exit 1;; esac && wget https://example.org/x-$a.tgz https://example.org/y-amd64.tgz && echo \'00  y\' | sha256sum -c\nRUN runDeps="$(scanelf --needed | awk \'{ print "so:" $1 }\')" && apk add $runDeps\n',
  'FROM --platform=$BUILDPLATFORM node AS ui\nFROM nginx:1.15-alpine\nCOPY --from=ui /app/dist /usr/share/nginx/html\nRUN addgroup -S app; adduser -S -D -H -G app app || true; echo x >> /etc/apk/repositories\nHEALTHCHECK CMD nc -l -p 80\nCMD ash -c "su-exec app /bin/ash"\n',
] as const;

const words = [
  '\\',
  '`',
  '\\\n',
  '\r\n',
  '\r',
  '"',
  "'",
  '$(',
  '${',
  '}',
  ')',
  '<<EOF',
  '\u0000',
  '\u{1F409}',
  'FROM alpine\n',
  'ONBUILD ',
  'apk add ',
  'apk del ',
  ' && ',
  ';',
  '|',
  '#',
  ' -t ',
  '[',
  ']',
  'RUN ',
  '__proto__',
  '$(id)',
  '=~<>',
];

/** Lets the test runner hear of the test before it goes on. */
const pause = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function damaged(text: string, next: () => number): string {
  let result = text;
  for (let count = Math.ceil(next() * 6); count > 0; count--) {
    const at = Math.floor(next() * result.length);
    const length = Math.floor(next() * 12);
    const word = words[Math.floor(next() * words.length)] ?? '';
    const kind = next();
    if (kind < 0.4) result = result.slice(0, at) + word + result.slice(at);
    else if (kind < 0.7) result = result.slice(0, at) + result.slice(at + length);
    else if (kind < 0.85) result = result.slice(0, at) + result.slice(Math.floor(next() * at));
    else result = result.slice(0, at);
  }
  return result;
}

describe('damaged Dockerfiles', () => {
  it('are converted or left, with edits that apply, again and again', async () => {
    const next = numbers(5);
    let changed = 0;
    for (let round = 0; round < 420; round++) {
      const seed = seeds[round % seeds.length] ?? '';
      const text = damaged(seed, next);
      const files = { 'image/run.sh': damaged('#!/bin/sh\nset -e\napk add curl; adduser -S x\n', next) };
      if (round % 20 === 0) await pause();
      // The helper applies the edits, and fails where two of them overlap.
      const once = convert(text, files);
      convert(once.text, once.files);
      if (once.text !== text) changed++;
      const stages = (of: string): number => readDockerfile(of).stages.length;
      expect(stages(once.text), JSON.stringify(text)).toBe(stages(text));
      for (const { message } of [...once.problems, ...once.questions, ...once.notes]) {
        expect(message).not.toContain('undefined');
      }
    }
    expect(changed).toBeGreaterThan(140);
  });
});

describe('ten thousand lines', () => {
  const kinds: Readonly<Record<string, (lines: number) => string>> = {
    'a RUN each': (n) => `FROM alpine\n${'RUN apk add curl && echo x\n'.repeat(n)}`,
    'of one RUN': (n) => `FROM alpine\nRUN apk add \\\n${'  curl \\\n'.repeat(n)}  jq\n`,
    'of one RUN with as many commands': (n) =>
      `FROM alpine\nRUN set -e; \\\n${'  apk add --virtual .x curl; adduser -S www-data; apk del .x; \\\n'.repeat(n / 2)}  true\n`,
    'of a here-document': (n) => `FROM alpine\nRUN <<EOF\n${'apk add curl\n'.repeat(n)}EOF\n`,
    'of stages': (n) =>
      `FROM golang AS s\n${Array.from({ length: n / 2 }, (_, i) => `FROM alpine AS s${i}\nCOPY --from=s /x /x\n`).join('')}`,
    'of copied scripts': (n) =>
      `FROM alpine\n${Array.from({ length: n / 2 }, (_, i) => `COPY d${i} /d${i}\nRUN /d${i}/run.sh\n`).join('')}`,
    'of variables': (n) =>
      `FROM alpine\n${Array.from({ length: n / 2 }, (_, i) => `ENV V${i}=curl\nRUN apk add $V${i}\n`).join('')}`,
    'of comments': (n) => `FROM alpine\nRUN apk add \\\n${'# x\n\n'.repeat(n / 2)}  curl\n`,
    'of open quotes': (n) => `FROM alpine\n${'RUN apk add "curl\n'.repeat(n)}`,
  };

  it.each(Object.keys(kinds))('%s are converted', async (name) => {
    await pause();
    const time = (lines: number): number => {
      const text = kinds[name]?.(lines) ?? '';
      const start = performance.now();
      expect(convert(text).text).toContain('FROM debian:bookworm-slim');
      return performance.now() - start;
    };
    time(100);
    const thousand = time(1000);
    await pause();
    const tenThousand = time(10_000);
    process.stdout.write(
      `${name}: 1,000 lines ${thousand.toFixed(0)} ms, 10,000 lines ${tenThousand.toFixed(0)} ms (${(tenThousand / thousand).toFixed(1)} times)\n`,
    );
  });
});
