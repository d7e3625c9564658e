import { describe, expect, it } from 'vitest';
import { platformArguments, readDockerfile } from '../../../../src/core/images/dockerfile/readDockerfile';
import { shellCommands } from '../../../../src/core/shell/shellCommands';

const platform = platformArguments('mips64le', 'amd64');
const read = (...lines: string[]): ReturnType<typeof readDockerfile> =>
  readDockerfile(`${lines.join('\n')}\n`, platform);

/** The words of every command that the RUNs of a Dockerfile hold, as a shell would see them. */
function commands(...lines: string[]): string[] {
  const reading = read(...lines);
  return reading.instructions.flatMap((instruction) => {
    const script = reading.script(instruction);
    if (!script) return [];
    // Offsets fit: what the shell sees stands at the same place of the file.
    for (const { words } of shellCommands(script.text)) {
      for (const word of words) {
        expect(reading.text.slice(script.start + word.start, script.start + word.end)).toBe(word.text);
      }
    }
    return shellCommands(script.text).map(({ words }) => words.map(({ text }) => text).join(' '));
  });
}

describe('readDockerfile', () => {
  it('tells stages, what they start from and what they take from others', () => {
    const { stages, sources } = read(
      'ARG BASE=debian',
      'ARG TAG',
      'FROM --platform=$BUILDPLATFORM golang:${GO:-1.23} AS Build',
      'RUN go build',
      'FROM ${BASE}:bookworm-slim',
      'COPY --from=build /a /a',
      'COPY --from=registry.example/x:1 /b /b',
      'RUN --mount=type=bind,from=build,target=/src true',
      'FROM build',
      'COPY --from=1 /c /c',
      'FROM x:$TAG',
    );
    expect(
      stages.map(({ name, image, base, platform: on }) => [name, image?.value, base, on?.value]),
    ).toEqual([
      ['build', 'golang:1.23', undefined, 'linux/amd64'],
      [undefined, 'debian:bookworm-slim', undefined, undefined],
      [undefined, 'build', 0, undefined],
      [undefined, undefined, undefined, undefined],
    ]);
    expect(sources.map(({ value, stage }) => [value, stage])).toEqual([
      ['build', 0],
      ['registry.example/x:1', undefined],
      ['build', 0],
      ['1', 1],
    ]);
  });

  it('fills in ARG and ENV as they are at an instruction', () => {
    const reading = read(
      'ARG A=global',
      'FROM x AS one',
      'RUN first',
      'ARG A',
      'ENV B=$A-env C="${NONE:-d} e"',
      'ARG TARGETARCH',
      'RUN second',
      'FROM one',
      'RUN third',
      'ENV B=new',
      'RUN fourth',
      'FROM y',
      'RUN fifth',
    );
    const runs = reading.instructions.filter(({ keyword }) => keyword === 'RUN');
    expect(
      runs.map((run) => ['A', 'B', 'C', 'TARGETARCH'].map((name) => reading.variable(name, run))),
    ).toEqual([
      [undefined, undefined, undefined, undefined],
      ['global', 'global-env', 'd e', 'mips64le'],
      ['global', 'global-env', 'd e', 'mips64le'],
      ['global', 'new', 'd e', 'mips64le'],
      [undefined, undefined, undefined, undefined],
    ]);
  });

  it('takes the build arguments it is given for those of the file', () => {
    const { stages } = readDockerfile('ARG BASE=a\nFROM $BASE\n', new Map([['BASE', 'b']]));
    expect(stages[0]?.image?.value).toBe('b');
  });

  it('reads the directives and joins lines as they say', () => {
    const reading = read(
      '# syntax=docker/dockerfile:1',
      '# escape=`',
      'FROM a',
      'RUN echo `',
      '  # note',
      '',
      '  b',
    );
    expect(reading.directives).toEqual([
      { name: 'syntax', value: 'docker/dockerfile:1' },
      { name: 'escape', value: '`' },
    ]);
    const script = reading.script(reading.instructions.at(-1) ?? expect.fail());
    expect(script?.text).toMatch(/^echo \\\n +b$/);
    expect(script?.text).toHaveLength('echo `\n  # note\n\n  b'.length);
  });

  it('keeps placeholders that a build fills in as instructions', () => {
    const { instructions, stages } = read(
      'FROM BASEIMAGE',
      'CROSS_BUILD_COPY qemu-QEMUARCH-static /usr/bin/',
    );
    expect(instructions.map(({ keyword }) => keyword)).toEqual(['FROM', 'CROSS_BUILD_COPY']);
    expect(stages[0]?.image?.value).toBe('BASEIMAGE');
  });

  it('puts what an ONBUILD holds behind it', () => {
    const { instructions } = read('FROM a', 'ONBUILD RUN apk add b');
    expect(instructions.map(({ keyword, onBuild }) => [keyword, onBuild])).toEqual([
      ['FROM', false],
      ['ONBUILD', false],
      ['RUN', true],
    ]);
  });

  it('has offsets that fit with a byte order mark and any line ends', () => {
    for (const [mark, newline] of [
      ['', '\n'],
      ['\ufeff', '\r\n'],
      ['', '\r'],
    ] as const) {
      const text = `${mark}FROM a${newline}${newline}RUN b c${newline}`;
      const { instructions } = readDockerfile(text);
      expect(instructions.map(({ start, end }) => text.slice(start, end))).toEqual(['FROM a', 'RUN b c']);
    }
  });
});

describe('the script of a RUN', () => {
  it('is what the shell gets of joined lines', () => {
    expect(
      commands(
        'FROM a',
        'RUN one \\',
        '  two \\',
        '# a comment \\',
        '',
        '  three && \\  ',
        '  four # five \\',
        ' six',
      ),
    ).toEqual(['one two three', 'four']);
  });

  it('is the here-document of a RUN', () => {
    expect(
      commands('FROM a', 'RUN <<EOF', 'one', 'two # x', 'EOF', 'RUN <<-"END" bash -e', 'three', '\tEND'),
    ).toEqual(['one', 'two', 'three']);
    expect(
      commands('FROM a', 'RUN <<EOF python3', 'import os', 'EOF', 'RUN <<E', '#!/usr/bin/env perl', 'x', 'E'),
    ).toEqual([]);
    expect(commands('FROM a', 'RUN cat <<EOF > /x && two', 'not a command', 'EOF')).toEqual(['cat', 'two']);
  });

  it('is a list of words in the JSON form, and else the shell reads the bracket', () => {
    const reading = read('FROM a', 'RUN ["sh", "-c", "a [b], c"]', 'RUN [ -f x ] && two');
    const [, json, shell] = reading.instructions.map((instruction) => reading.script(instruction));
    expect(json).toMatchObject({ isJson: true, text: ' "sh"  "-c"  "a [b], c" ' });
    expect(shell).toMatchObject({ isJson: false, text: '[ -f x ] && two' });
  });
});

describe('hostile Dockerfiles', () => {
  it.each([
    ['nothing', ''],
    ['only an escape', '\\'],
    ['only a directive', '# escape=`'],
    ['a directive that is none', '# escape=xx\nFROM a'],
    ['FROM without an image', 'FROM\nFROM --platform=\nFROM AS\n'],
    [
      'a stage that names itself',
      'FROM a AS a\nFROM a AS a\nCOPY --from=a . .\nCOPY --from=99999999999 . .\n',
    ],
    ['variables that name each other', 'ARG A=$B\nARG B=$A\nFROM ${A:-${B:-${A}}}\n'],
    ['an expansion that does not end', 'FROM ${A\nENV X=${Y:-${Z\nRUN echo ${\n'],
    [
      'names of the object prototype',
      'ARG __proto__=1\nARG constructor\nFROM $constructor\nENV toString=$valueOf\n',
    ],
    ['a here-document that does not end', 'FROM a\nRUN <<EOF\nx\n'],
    ['an open here-document in ONBUILD', 'FROM a\nONBUILD RUN <<EOF\nx\n'],
    ['ONBUILD of nothing', 'FROM a\nONBUILD\nONBUILD ONBUILD RUN x\nONBUILD FROM y\n'],
    ['signs that a regular expression would read', 'FROM a\nRUN <<(((\nx\n(((\nCOPY --from=[ . .\n'],
    ['NUL and control characters', 'FROM a\u0000b\nRUN \u0001\u001b[31m\n'],
  ])('with %s are read without an error', (_, text) => {
    const reading = readDockerfile(text, platform);
    for (const instruction of reading.instructions) {
      reading.script(instruction);
      reading.expand('$A ${B} ${C:-$D}', instruction);
      expect(instruction.end).toBeLessThanOrEqual(text.length);
    }
  });

  it('of ten thousand lines are read in time that grows with their length', () => {
    const long = [
      'FROM a',
      ...Array.from({ length: 3000 }, (_, i) => `ENV X=$X${i % 7 === 0 ? '' : 'y'}`.slice(0, 8)),
      'RUN one \\',
      ...Array.from({ length: 4000 }, () => '  && two "three" \\'),
      '  && four',
      ...Array.from({ length: 3000 }, () => 'COPY --from=x a b'),
    ];
    const start = performance.now();
    const reading = read(...long);
    for (const instruction of reading.instructions) reading.script(instruction);
    expect(reading.instructions).toHaveLength(6002);
    // A quadratic reader takes minutes; this one a fraction of a second on any machine.
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
