import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { known, unknown, unknownArch, type Value } from '../../../../src/core/rules/buildFiles/values';
import { expressionValue, expressionVerdict } from '../../../../src/core/rules/buildFiles/workflowExpression';
import { combinations } from '../../../../src/core/rules/buildFiles/workflowMatrix';

const names = (path: string): Value => {
  const values: Readonly<Record<string, Value>> = {
    'matrix.goarch': { options: ['mips64le'], arch: true },
    'matrix.flags': known('-v'),
    'runner.arch': unknownArch,
  };
  return values[path] ?? unknown;
};

describe('expressionValue', () => {
  it.each([
    ["matrix.goarch == 'mips64le'", 'true'],
    ["${{ matrix.goarch != 'MIPS64LE' }}", 'false'],
    ["matrix.goarch == 'amd64' && '-race' || '-x'", '-x'],
    ["matrix.goarch == 'mips64le' && matrix.flags", '-v'],
    ["contains(matrix.goarch, 'mips') && !startsWith(matrix.goarch, 'arm')", 'true'],
    ["(matrix.goarch == 'a' || matrix.goarch == 'mips64le') && endsWith('ab', 'b')", 'true'],
    ["'it''s'", "it's"],
    ['always()', 'true'],
    ["github.ref == 'x'", undefined],
    ["github.ref == 'x' && matrix.goarch == 'amd64'", 'false'],
    ["runner.arch == 'X64'", undefined],
    ['matrix.goarch ==', undefined],
    ['"double"', undefined],
    ['', undefined],
  ])('%s gives %s', (expression, wanted) => {
    expect(expressionValue(expression, names).options).toEqual(wanted === undefined ? undefined : [wanted]);
  });

  it('says whether the architecture had a part in it', () => {
    expect(expressionVerdict("runner.arch == 'X64'", names)).toEqual({ truth: undefined, arch: true });
    expect(expressionVerdict("github.ref == 'x'", names)).toEqual({ truth: undefined, arch: false });
  });
});

describe('combinations', () => {
  const jobs = (yaml: string): string[] =>
    combinations(parseDocument(yaml).contents).map((one) =>
      [...one].map(([key, scalar]) => `${key}=${String(scalar.value)}`).join(' '),
    );

  it('multiplies lists', () => {
    expect(jobs('a: [1, 2]\nb: [x, y]')).toEqual(['a=1 b=x', 'a=1 b=y', 'a=2 b=x', 'a=2 b=y']);
  });

  it('leaves out what exclude names', () => {
    expect(jobs('a: [1, 2]\nb: [x, y]\nexclude:\n  - {a: 1, b: y}\n  - {a: 2}')).toEqual(['a=1 b=x']);
  });

  it('adds what include names', () => {
    expect(jobs('include:\n  - {a: 1}\n  - {a: 2, b: x}')).toEqual(['a=1', 'a=2 b=x']);
    expect(jobs('a: [1, 2]\ninclude:\n  - {a: 2, b: x}\n  - {a: 3}')).toEqual(['a=1', 'a=2 b=x', 'a=3']);
  });

  it('knows values that are maps by their paths', () => {
    expect(jobs('target: [{os: linux, arch: a}]')).toEqual(['target.os=linux target.arch=a']);
  });

  it('knows nothing of a matrix that is computed or too large', () => {
    expect(jobs('${{ fromJSON(x) }}')).toEqual(['']);
    const list = JSON.stringify(Array.from({ length: 20 }, (_, number) => number));
    expect(jobs(`a: ${list}\nb: ${list}`)).toEqual(['']);
  });
});
