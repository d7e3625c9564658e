import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readDockerfile } from '../../../../src/core/images/dockerfile/readDockerfile';
import { convert, onAlpine } from './support';

/** Every RUN is a script that a POSIX shell takes. */
function shellTakes(dockerfile: string): void {
  const reading = readDockerfile(dockerfile);
  for (const instruction of reading.instructions) {
    const script = reading.script(instruction);
    if (script && !script.isJson) execFileSync('sh', ['-n'], { input: script.text });
  }
}

describe('apk becomes apt-get', () => {
  it.each([
    [
      'RUN apk add --no-cache curl bind-tools',
      'RUN apt-get update && apt-get install -y --no-install-recommends curl bind9-dnsutils && rm -rf /var/lib/apt/lists/*',
    ],
    [
      'RUN apk --update add iperf && rm -rf /var/cache/apk/* && echo done',
      'RUN apt-get update && apt-get install -y --no-install-recommends iperf && rm -rf /var/lib/apt/lists/* && echo done',
    ],
    [
      'RUN apk add apparmor --update-cache --repository http://example.org/testing/ --allow-untrusted',
      'RUN apt-get update && apt-get install -y --no-install-recommends apparmor && rm -rf /var/lib/apt/lists/*',
    ],
    [
      'RUN apk update && apk add bash && apk add jq',
      'RUN apt-get update && apt-get install -y --no-install-recommends bash && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*',
    ],
    ['RUN apk add --no-cache libc6-compat && echo done', 'RUN echo done'],
    [
      "RUN apk add --no-cache 'su-exec>=0.2' tzdata=2024a-r0",
      'RUN apt-get update && apt-get install -y --no-install-recommends gosu tzdata && rm -rf /var/lib/apt/lists/*',
    ],
    [
      'RUN apk add --no-cache iptables ip6tables',
      'RUN apt-get update && apt-get install -y --no-install-recommends iptables && rm -rf /var/lib/apt/lists/*',
    ],
    ['RUN apk --no-cache upgrade', 'RUN apt-get update && apt-get upgrade -y'],
    ['RUN apk del curl', 'RUN apt-get purge -y --auto-remove curl'],
    ['RUN apk info -e curl', 'RUN dpkg -s curl'],
    [
      'RUN test -f /x || apk add --no-cache curl',
      'RUN test -f /x || { apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*; }',
    ],
    [
      'RUN if [ -f /x ]; then apk add --no-cache curl; fi; apk add jq',
      'RUN if [ -f /x ]; then apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*; fi; apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*',
    ],
    [
      'ONBUILD RUN apk add curl',
      'ONBUILD RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*',
    ],
  ])('%s', (before, after) => {
    expect(onAlpine(before)).toBe(after);
    shellTakes(`FROM x\n${after}\n`);
  });

  it('keeps the lines and the comments between packages', () => {
    const text = onAlpine(
      'RUN apk add --no-cache \\',
      '    # for dig',
      '    bind-tools \\',
      '    gcompat \\',
      '    curl',
    );
    expect(text).toBe(
      [
        'RUN apt-get update && apt-get install -y --no-install-recommends \\',
        '    # for dig',
        '    bind9-dnsutils \\',
        '    curl \\',
        '    && rm -rf /var/lib/apt/lists/*',
      ].join('\n'),
    );
    shellTakes(`FROM x\n${text}\n`);
  });

  it('stops after a failure as the script did with set -e', () => {
    const text = onAlpine('RUN set -eux; \\', '    apk add --no-cache curl; \\', '    curl --version');
    expect(text).toBe(
      [
        'RUN set -eux; \\',
        '    apt-get update; \\',
        '    apt-get install -y --no-install-recommends curl; \\',
        '    rm -rf /var/lib/apt/lists/*; \\',
        '    curl --version',
      ].join('\n'),
    );
    shellTakes(`FROM x\n${text}\n`);
  });

  it('takes away what was only for the build, and keeps what was there or is needed', () => {
    const text = onAlpine(
      'RUN apk add --no-cache --virtual .build-deps gcc musl-dev \\',
      '  && apk add --no-cache jq \\',
      '  && make \\',
      '  && apk del .build-deps',
    );
    expect(text).toBe(
      [
        'RUN savedAptMark="$(apt-mark showmanual)" && apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev \\',
        '  && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/* \\',
        '  && make \\',
        "  && apt-mark auto '.*' > /dev/null && apt-mark manual $savedAptMark jq > /dev/null && apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false",
      ].join('\n'),
    );
    shellTakes(`FROM x\n${text}\n`);
  });

  it('removes a group by its packages where another RUN installed it', () => {
    const text = onAlpine('RUN apk add --virtual .deps gcc', 'RUN make', 'RUN apk del .deps');
    expect(text.split('\n').at(-1)).toBe('RUN apt-get purge -y --auto-remove gcc');
  });

  it('keeps the packages of libraries that scanelf found', () => {
    const text = onAlpine(
      'RUN set -e; \\',
      '  apk add --virtual .build gcc; \\',
      '  make install; \\',
      '  runDeps="$(scanelf --needed --nobanner /usr/local | awk \'{ print "so:" $1 }\')"; \\',
      '  apk add --virtual .run $runDeps; \\',
      '  apk del .build',
    );
    expect(text).not.toMatch(/scanelf|apk|runDeps/);
    expect(text.indexOf('apt-mark auto')).toBeLessThan(text.indexOf('dpkg-query'));
    expect(text.indexOf('dpkg-query')).toBeLessThan(text.indexOf('apt-get purge'));
    shellTakes(`FROM x\n${text}\n`);
  });

  it('puts the packages of a variable in its place', () => {
    const { text, problems } = convert(
      'FROM alpine\nENV DEPS="gcc \\\n  musl-dev"\nARG MORE\nRUN apk add $DEPS $MORE\n',
    );
    expect(text).toContain('--no-install-recommends gcc libc6-dev $MORE &&');
    expect(problems.map(({ cause, line }) => [cause, line])).toEqual([['variable', 5]]);
  });

  it('asks for names that it does not know, and takes the answers', () => {
    const before = 'FROM alpine\nRUN apk add wizard-tools\n';
    const { questions, text } = convert(before);
    expect(questions).toMatchObject([{ kind: 'package', name: 'wizard-tools', line: 2, column: 13 }]);
    expect(text).toContain(' wizard-tools ');
    const answered = convert(before, {}, { packages: new Map([['wizard-tools', ['wizard', 'wand']]]) });
    expect(answered.questions).toEqual([]);
    expect(answered.text).toContain(' wizard wand ');
  });

  it('says what Debian does not have for the target, and leaves it out', () => {
    const { problems, text } = convert(
      'FROM nginx:1.15-alpine\nRUN apk add curl nginx-mod-http-lua-upstream\n',
    );
    expect(problems.map(({ cause }) => cause)).toEqual(['no-package']);
    expect(text).not.toContain('upstream');
  });

  it('installs what BusyBox would have had, and the certificates of https', () => {
    const { notes, text } = convert('FROM alpine\nRUN apk add jq && wget https://example.org/x\n');
    expect(text).toContain('--no-install-recommends wget ca-certificates jq');
    expect(notes).toHaveLength(1);
    const { text: without } = convert('FROM alpine\nRUN ps\n');
    expect(without.split('\n')[1]).toContain('--no-install-recommends procps &&');
  });

  it('leaves commands inside of strings and other forms, and says so', () => {
    expect(convert('FROM alpine\nRUN ["apk", "add", "curl"]\n').problems).toMatchObject([
      { cause: 'unread' },
    ]);
    expect(convert('FROM alpine\nRUN x="$(apk --print-arch)"; echo $x\n').problems).toMatchObject([
      { cause: 'command', line: 2 },
    ]);
    expect(convert('FROM alpine\nRUN apk fetch x\n').problems).toMatchObject([{ cause: 'command' }]);
  });
});

describe('other package managers', () => {
  it.each([
    [
      'FROM centos:7\nRUN yum -y install /usr/bin/ps nfs-utils && yum clean all\n',
      'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends procps nfs-kernel-server && rm -rf /var/lib/apt/lists/*\n',
    ],
    [
      'FROM fedora:28\nRUN dnf install -y --setopt=install_weak_deps=False gcc-c++\n',
      'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends g++ && rm -rf /var/lib/apt/lists/*\n',
    ],
    [
      'FROM k8s.gcr.io/debian-base-amd64:0.4.1\nRUN clean-install wget netcat\n',
      'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y --no-install-recommends wget netcat-openbsd && rm -rf /var/lib/apt/lists/*\n',
    ],
    [
      'FROM debian:stretch-slim\nRUN apt-get update && apt-get install -y --force-yes netcat make\n',
      'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y netcat-openbsd make\n',
    ],
  ])('%j', (before, after) => {
    expect(convert(before).text).toBe(after);
  });
});
