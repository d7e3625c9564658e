import { describe, expect, it } from 'vitest';
import { GoOutputParser, parseGoOutput, typeMismatch } from '../../../src/core/plan/goOutput';

/** As `go build ./...` of Go 1.19 and 1.24 printed it for linux/mips64le; the last block in the words of Go 1.12. */
const builds = {
  go119: `# example.org/gm
./main.go:15:4: cannot use st.Rdev (variable of type uint32) as type uint64 in argument to f
./main.go:17:25: invalid operation: st.Rdev == dev (mismatched types uint32 and uint64)
./main.go:17:38: undefined: syscall.SIGSTKFLT
`,
  go124: `# example.org/gm
./main.go:15:4: cannot use st.Rdev (variable of type uint32) as uint64 value in argument to f
./main.go:17:25: invalid operation: st.Rdev == dev (mismatched types uint32 and uint64)
./main.go:17:38: undefined: syscall.SIGSTKFLT
`,
  go112: `# example.org/gm
./main.go:15:4: cannot use st.Rdev (type uint32) as type uint64 in argument to f
./main.go:17:25: invalid operation: st.Rdev == dev (mismatched types uint32 and uint64)
./main.go:17:38: undefined: syscall.SIGSTKFLT
`,
};

describe('parseGoOutput', () => {
  it.each(Object.entries(builds))('reads the build errors of %s', (_release, output) => {
    const mismatch = { have: 'uint32', want: 'uint64' };
    expect(parseGoOutput(output)).toMatchObject([
      { severity: 'error', file: 'main.go', line: 15, column: 4, mismatch },
      { file: 'main.go', line: 17, column: 25, mismatch },
      { file: 'main.go', line: 17, column: 38, message: 'undefined: syscall.SIGSTKFLT' },
    ]);
  });

  it.each([
    ['cannot use s.Rdev (type uint32) as type uint64 in field value', 'uint32', 'uint64'],
    ['cannot use s.Rdev (variable of type uint32) as type uint64 in struct literal', 'uint32', 'uint64'],
    [
      'cannot use stat.Rdev (variable of type uint32) as uint64 value in argument to unix.Major',
      'uint32',
      'uint64',
    ],
    [
      'cannot use d (variable of uint type devices.ID) as map[string]int value in assignment',
      'devices.ID',
      'map[string]int',
    ],
  ])('reads the types of %j', (message, have, want) => {
    expect(typeMismatch(message)).toEqual({ have, want });
  });

  it('reads vet, once where vet repeats the compiler', () => {
    const output = `# example.org/gm
# [example.org/gm]
vet: ./main.go:15:4: cannot use st.Rdev (variable of type uint32) as uint64 value in argument to f
# example.org/gm/sub
sub/sub.go:5:12: fmt.Printf format %d has arg "x" of wrong type string
./main.go:15:4: cannot use st.Rdev (variable of type uint32) as uint64 value in argument to f
`;
    expect(parseGoOutput(output).map(({ file, line }) => `${file ?? ''}:${line}`)).toEqual([
      'main.go:15',
      'sub/sub.go:5',
    ]);
  });

  it('puts failing tests into their package', () => {
    const output = `--- FAIL: TestX (0.00s)
    sub_test.go:6: want 1 got 2
FAIL
FAIL\texample.org/gm/sub\t0.002s
ok  \texample.org/gm/other\t0.001s
FAIL
`;
    expect(parseGoOutput(output)).toEqual([
      {
        severity: 'error',
        file: 'sub_test.go',
        line: 6,
        column: 1,
        message: 'want 1 got 2',
        testPackage: 'example.org/gm/sub',
      },
    ]);
  });

  it('does not take the log of a passing test for a failure', () => {
    expect(parseGoOutput('=== RUN TestY\n    sub_test.go:9: fine\n--- PASS: TestY (0.00s)\n')).toEqual([]);
  });

  it('joins lines that belong to one message', () => {
    const [found] = parseGoOutput('./a.go:1:2: not enough arguments in call to f\n\thave ()\n\twant (int)\n');
    expect(found?.message).toBe('not enough arguments in call to f\nhave ()\nwant (int)');
  });

  it('reads messages without a place, of the C compiler and of the assembler', () => {
    expect(
      parseGoOutput(
        [
          '-buildmode=pie not supported on linux/mips64le',
          'go: go.mod requires go >= 1.26.5 (running go 1.24.4; GOTOOLCHAIN=local)',
          'package example.org/a: build constraints exclude all Go files in /w/a',
          './c.go:4:10: fatal error: bits/libc-header-start.h: No such file or directory',
          './asm.s:7: unrecognized instruction "MOVQ"',
        ].join('\r\n'),
      ).map(({ file, line, message }) => [file, line, message.slice(0, 24)]),
    ).toEqual([
      [undefined, 1, '-buildmode=pie not suppo'],
      [undefined, 1, 'go.mod requires go >= 1.'],
      [undefined, 1, 'example.org/a: build con'],
      ['c.go', 4, 'bits/libc-header-start.h'],
      ['asm.s', 7, 'unrecognized instruction'],
    ]);
  });

  it('does not care where the output is cut', () => {
    const whole = parseGoOutput(builds.go124);
    for (let size = 1; size < 40; size++) {
      const parser = new GoOutputParser();
      for (let at = 0; at < builds.go124.length; at += size) parser.write(builds.go124.slice(at, at + size));
      expect(parser.end()).toEqual(whole);
    }
  });

  it('keeps no more than its limit', () => {
    const parser = new GoOutputParser(10);
    for (let line = 1; line < 1000; line++) parser.write(`a.go:${line}:1: x\n`);
    expect(parser.end()).toHaveLength(10);
  });
});
