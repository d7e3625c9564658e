import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machineName } from '../../../../src/core/rules/machineName';
import { findIn, fixed } from '../../support/ruleContext';
import { describeWith } from '../../support/tools';

const lines = (...all: string[]): string => `${all.join('\n')}\n`;

function messages(path: string, text: string, goarch?: string): string[] {
  return findIn(machineName, path, { [path]: text }, goarch).map(({ message }) => message);
}

function fix(path: string, text: string): string {
  return fixed(path, text, findIn(machineName, path, { [path]: text }));
}

const uname = lines(
  'arch() {',
  '  case "$(uname -m)" in',
  '    x86_64*)',
  '      host_arch=amd64',
  '      ;;',
  '    aarch64*) # since 1.2',
  '      host_arch=arm64',
  '      ;;',
  '    s390x*)',
  '      host_arch=s390x',
  '      ;; # IBM',
  '    *)',
  '      echo "unsupported" >&2',
  '      exit 1',
  '      ;;',
  '  esac',
  '  echo "$host_arch"',
  '}',
  'arch',
);

describeWith(['sh', 'bash', 'od', 'tr'], 'what the fix of machine-name does when the script runs', () => {
  let bin = '';
  beforeAll(() => {
    bin = mkdtempSync(join(tmpdir(), 'machine-name-'));
  });
  afterAll(() => {
    rmSync(bin, { recursive: true, force: true });
  });

  /** What a script prints on a machine of which these programs say these words. */
  function runs(shell: string, script: string, says: Readonly<Record<string, string>>): string {
    for (const [name, word] of Object.entries(says)) {
      const path = join(bin, name);
      writeFileSync(path, `#!/bin/sh\necho '${word}'\n`);
      chmodSync(path, 0o755);
    }
    execFileSync(shell, ['-n'], { input: script });
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
    const { status, stdout } = spawnSync(shell, ['-s'], { input: script, encoding: 'utf8', env });
    rmSync(bin, { recursive: true, force: true });
    bin = mkdtempSync(join(tmpdir(), 'machine-name-'));
    return status === 0 ? stdout.trim() : `exit ${String(status)}`;
  }

  const little = { uname: 'mips64', dpkg: 'mips64el', go: 'mips64le' };
  const big = { ...little, od: ' 256' };

  it.each<[string, string, string, string, string]>([
    ['a case with an error for others', 'sh', uname, 'exit 1', 'mips64le'],
    [
      'a case that hands on what it does not know',
      'sh',
      'ARCH=$(uname -m)\ncase $ARCH in\n  aarch64) ARCH="arm64";;\n  x86_64) ARCH="amd64";;\nesac\necho $ARCH\n',
      'mips64',
      'mips64le',
    ],
    [
      'a case on one line',
      'sh',
      'case `uname -m` in x86_64) echo amd64 ;; aarch64) echo arm64 ;; *) exit 3 ;; esac\n',
      'exit 3',
      'mips64le',
    ],
    [
      'a pattern that takes mips64 for x86-64',
      'sh',
      'case "$(uname -m)" in\n  aarch64) a=arm64 ;;\n  *64) a=amd64 ;;\n  *) exit 1 ;;\nesac\necho $a\n',
      'amd64',
      'amd64',
    ],
    [
      'a branch for others that says the host',
      'sh',
      'case "$(uname -m)" in\n  ppc64le) a=ppc64le ;;\n  aarch64) a=arm64 ;;\n  x86_64) a=amd64 ;;\n  *) a=amd64 ;;\nesac\necho $a\n',
      'amd64',
      'mips64le',
    ],
    [
      'a branch with the wrong byte order',
      'sh',
      'case "$(uname -m)" in\n  x86_64) echo amd64 ;;\n  aarch64) echo arm64 ;;\n  mips64) echo mips64 ;;\nesac\n',
      'mips64',
      'mips64le',
    ],
    [
      'a chain of if',
      'bash',
      'arch="$(uname -m)"\nif [[ "$arch" == "x86_64" ]]; then\n  a=amd64\nelif [[ "$arch" == "aarch64" ]]; then\n  a=arm64\nelse\n  echo "no" >&2\n  exit 2\nfi\necho $a\n',
      'exit 2',
      'mips64le',
    ],
    [
      "Debian's names",
      'sh',
      'case "$(dpkg --print-architecture)" in\n  amd64) a=amd64 ;;\n  arm64) a=arm64 ;;\n  ppc64el) a=ppc64le ;;\n  *) exit 1 ;;\nesac\necho $a\n',
      'exit 1',
      'mips64le',
    ],
    [
      "Go's names for Debian's",
      'sh',
      'case $(go env GOARCH) in\n  amd64) a=amd64 ;;\n  386) a=i386 ;;\n  ppc64le) a=ppc64el ;;\n  arm64) a=arm64 ;;\n  *) exit 1 ;;\nesac\necho $a\n',
      'exit 1',
      'mips64el',
    ],
    [
      'quoted patterns and what follows the name',
      'sh',
      'f() {\n  case "$(uname -m)" in\n    "x86_64")\n      export A="amd64"\n      return 0\n      ;;\n    "aarch64")\n      export A="arm64"\n      return 0\n      ;;\n  esac\n  return 1\n}\nf && echo $A\n',
      'exit 1',
      'mips64le',
    ],
  ])('%s', (_, shell, script, before, after) => {
    const text = shell === 'bash' ? `#!/bin/bash\n${script}` : script;
    expect(messages('a.sh', text)).toHaveLength(1);
    expect(runs(shell, text, little)).toBe(before);
    const mended = fix('a.sh', text);
    expect(runs(shell, mended, little)).toBe(after);
    if (/uname/.test(text) && after === 'mips64le') expect(runs(shell, mended, big)).toBe('mips64');
    // The others get what they got.
    expect(runs(shell, mended, { uname: 'x86_64', dpkg: 'amd64', go: 'amd64' })).toBe('amd64');
    expect(runs(shell, mended, { uname: 'aarch64', dpkg: 'arm64', go: 'arm64' })).toBe('arm64');
    if (mended !== text) expect(messages('a.sh', mended)).toEqual([]);
  });

  it('in a recipe of make', () => {
    const text =
      'all:\n\t@case "$$(uname -m)" in \\\n\t  x86_64) echo amd64 ;; \\\n\t  aarch64) echo arm64 ;; \\\n\t  *) exit 1 ;; \\\n\tesac\n';
    const make = (makefile: string): string => {
      writeFileSync(join(bin, 'uname'), '#!/bin/sh\necho mips64\n');
      chmodSync(join(bin, 'uname'), 0o755);
      const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
      const { status, stdout } = spawnSync('make', ['-s', '-f', '-'], {
        input: makefile,
        encoding: 'utf8',
        env,
      });
      return status === 0 ? stdout.trim() : 'error';
    };
    expect(make(text)).toBe('error');
    expect(make(fix('Makefile', text))).toBe('mips64le');
  });
});

describe('the fix of machine-name keeps the layout', () => {
  it('of a case', () => {
    expect(fix('hack/lib/util.sh', uname)).toBe(
      uname.replace(
        '      ;; # IBM\n',
        "      ;; # IBM\n    mips64*)\n      if [ \"$(printf '\\1\\0' | od -An -tu2 | tr -d ' ')\" = 1 ]; then host_arch=mips64le; else host_arch=mips64; fi\n      ;;\n",
      ),
    );
  });

  it('of a RUN', () => {
    const text = lines(
      'FROM debian',
      'RUN set -e; \\',
      '    case "$(dpkg --print-architecture)" in \\',
      "        amd64) ARCH='amd64' ;; \\",
      '        # a comment',
      "        arm64) ARCH='arm64' ;; \\",
      '        *) echo "unsupported" >&2; exit 1 ;; \\',
      '    esac; \\',
      '    echo $ARCH',
    );
    expect(fix('Dockerfile', text)).toBe(
      text.replace('        *) echo', "        mips64el) ARCH='mips64le' ;; \\\n        *) echo"),
    );
  });

  it('of TARGETARCH', () => {
    const text =
      'FROM debian\nARG TARGETARCH\nRUN case ${TARGETARCH} in \\\n      amd64) A=amd64 ;; \\\n      arm64) A=arm64 ;; \\\n      *) exit 1 ;; \\\n    esac\n';
    expect(fix('Dockerfile', text)).toBe(
      text.replace('      *) exit', '      mips64le) A=mips64le ;; \\\n      *) exit'),
    );
  });

  it('for a target with a name of its own', () => {
    const text = 'case "$(uname -m)" in\n  x86_64) a=amd64 ;;\n  aarch64) a=arm64 ;;\n  *) exit 1 ;;\nesac\n';
    const findings = findIn(machineName, 'a.sh', { 'a.sh': text }, 'loong64');
    expect(fixed('a.sh', text, findings)).toBe(
      text.replace('  *) exit', '  loongarch64) a=loong64 ;;\n  *) exit'),
    );
  });
});

describe('machine-name only tells', () => {
  it.each<[string, string, string]>([
    [
      'where branches do more than say a name',
      'case $(uname -m) in\n  x86_64) SUM=1111; A=amd64 ;;\n  aarch64) SUM=2222; A=arm64 ;;\n  *) exit 1 ;;\nesac\n',
      'On mips64le this ends in an error: uname -m is mips64 there',
    ],
    [
      'where names are of triplets',
      'case "$1" in\n  amd64) HOST=x86_64-linux-gnu ;;\n  ppc64le) HOST=powerpc64le-linux-gnu ;;\n  *) exit 1 ;;\nesac\n',
      'On mips64le this ends in an error: $1 is mips64le there',
    ],
    [
      'where nothing is set',
      'case "$GOARCH" in\n  amd64) FILE=x86_64 ;;\n  arm64) FILE=aarch_64 ;;\n  s390x) FILE=s390_64 ;;\nesac\nget "$FILE"\n',
      'On mips64le nothing sets FILE here: $GOARCH is mips64le there',
    ],
    [
      'where sed translates',
      "GOARCH=$(uname -m | sed -e 's/x86_64/amd64/' -e 's/aarch64/arm64/')\n",
      'On mips64le this stays mips64, as uname -m says, where others become names of Go',
    ],
  ])('%s', (_, text, message) => {
    expect(messages('a.sh', text)).toEqual([message]);
    expect(fix('a.sh', text)).toBe(text);
  });
});

describe('machine-name is silent about', () => {
  it.each<[string, string]>([
    [
      'a branch for the target',
      'case $(dpkg --print-architecture) in amd64) a=amd64 ;; arm64) a=arm64 ;; mips64el) a=mips64le ;; *) exit 1 ;; esac\n',
    ],
    [
      "a pattern that gives Go's name",
      'case $(dpkg --print-architecture) in amd64) echo amd64 ;; arm64) echo arm64 ;; *64el) echo "${a%el}le" ;; *) exit 1 ;; esac\n',
    ],
    [
      'a branch with a look at the byte order',
      'case $(uname -m) in x86_64) a=amd64 ;; aarch64) a=arm64 ;; mips64) a=$(order) ;; *) exit 1 ;; esac\n',
    ],
    [
      'a branch of others that fits all',
      'case $(go env GOARCH) in amd64|arm64|s390x) C=1 ;; *) C=0 ;; esac\n',
    ],
    ['one architecture', 'case $(uname -m) in x86_64) a=amd64 ;; *) exit 1 ;; esac\n'],
    [
      '32-bit ones only',
      'case $(uname -m) in x86_64) a=amd64 ;; i686) a=386 ;; armv7l) a=arm ;; *) exit 1 ;; esac\n',
    ],
    ['systems', 'case $(uname -s) in Linux) a=linux ;; Darwin) a=darwin ;; *) exit 1 ;; esac\n'],
    [
      'names that are the same in both',
      'case $(uname -m) in x86_64) a=x86_64 ;; arm64|aarch64) a=aarch64 ;; *) a=$(uname -m) ;; esac\n',
    ],
    [
      'machines to skip',
      'case $(uname -m) in x86_64) go test ;; aarch64) go test -short ;; *) exit 0 ;; esac\n',
    ],
    [
      'what is in a comment',
      '# case $(uname -m) in x86_64) a=amd64 ;; aarch64) a=arm64 ;; *) exit 1 ;; esac\n',
    ],
    ['a value from before', 'A=none\ncase "$GOARCH" in amd64) A=x86_64 ;; arm64) A=aarch_64 ;; esac\n'],
  ])('%s', (_, text) => {
    expect(messages('a.sh', text)).toEqual([]);
  });
});
