import { LineIndex } from '../../positions';
import type { Finding } from '../../types';
import { buildFileKind, isShellScript } from '../buildFiles/fileKind';
import { isForOther } from '../../target/fileTarget';
import { makeLines } from '../buildFiles/makeLines';
import type { MakeLine } from '../buildFiles/makeLines';
import { escapeDollars } from '../buildFiles/shellValues';
import type { Rule, RuleContext, TextFile } from '../rule';
import { dockerfileUses } from './dockerfile';
import type { DockerfileUse } from './dockerfile';
import { documentation } from './documentation';
import { architectureVariable, downloads } from './downloads';

/** A use, how the file refers to its variable, and whether the file makes what runs on the target. */
interface Use extends DockerfileUse {
  readonly reference: string | undefined;
  readonly inImage: boolean;
}

/** Downloads and images with the host's architecture written out. */
export const literalArchitecture: Rule = {
  id: 'literal-architecture',
  severity: 'warning',
  documentation,
  wantsFile: (path) => isWanted(path),
  fileNeedles: ['amd64', 'x86_64', 'x86-64'].map((text) => ({
    text,
    confirm: /\b(?:curl|wget|ADD|FROM)\b/i,
  })),
  fromFile: (file, context) => {
    if (isForOther(file.path, context.target) || /x86[_-]64[^/]*$/.test(file.path)) return [];
    const index = new LineIndex(file.text);
    return usesOf(file, context).map((use) => finding(use, file, index, context));
  },
};

/** Tests, and what only a service's machines run, are left out: nobody runs them on the target. */
const elsewhere =
  /(?:^|\/)(?:\.[^/]+|ci|cirrus|prow|jenkins|test-infra|tests?|e2e|integration|testdata|testfiles|fuzz|vagrant|third_party|node_modules|Godeps)\//;

function isWanted(path: string): boolean {
  const kind = buildFileKind(path);
  if (kind === undefined || kind === 'ci' || kind === 'goreleaser') return false;
  if (kind !== 'dockerfile' && /release|prow|integration|e2e|test|fuzz|terraform/.test(path)) return false;
  return !elsewhere.test(path) || (kind === 'dockerfile' && /(?:^|\/)test\/images\//.test(path));
}

function usesOf({ path, text }: TextFile, { host }: RuleContext): readonly Use[] {
  const kind = buildFileKind(path);
  if (kind === 'dockerfile') {
    return dockerfileUses(text, host).map((use) => ({
      ...use,
      reference: use.variable === undefined ? undefined : `\${${use.variable}}`,
      inImage: true,
    }));
  }
  if (kind === 'makefile') return makeUses(text, host.goarch);
  if (kind === 'script' && !isShellScript(text)) return [];
  const found = downloads(text, host.goarch);
  const variable = found.length === 0 ? undefined : architectureVariable(text);
  return found.map((one) => ({
    ...one,
    kind: 'download',
    variable,
    reference: variable === undefined ? undefined : `\${${variable}}`,
    checked: isChecked(text),
    inImage: false,
  }));
}

function makeUses(text: string, host: string): readonly Use[] {
  const lines = makeLines(text);
  const variable = makeVariable(lines);
  return lines.flatMap((line): readonly Use[] => {
    if (line.kind !== 'recipe') return [];
    const guarded = line.conditions.some(({ left, right }) => /ARCH|uname|amd64|x86_64/i.test(left + right));
    return downloads(escapeDollars(line.text), host, guarded).map((one) => ({
      start: one.start + line.textStart,
      end: one.end + line.textStart,
      words: one.words.map((word) => ({
        ...word,
        start: word.start + line.textStart,
        end: word.end + line.textStart,
      })),
      // Make expands its variables in any quotes.
      verbatim: false,
      kind: 'download',
      variable,
      reference: variable === undefined ? undefined : `$(${variable})`,
      checked: isChecked(line.text),
      inImage: false,
    }));
  });
}

/** The variable of a makefile that holds Go's name of the architecture. */
function makeVariable(lines: readonly MakeLine[]): string | undefined {
  for (const line of lines) {
    if (line.kind !== 'assignment' || line.targets !== undefined) continue;
    const isOfGo = /^\$\(shell (?:go|\$\(GO\)) env GO(?:HOST)?ARCH\)$/.test(line.value);
    const isDefault = /^(?:ARCH|GOARCH)$/.test(line.name) && line.operator === '?=' && line.value === 'amd64';
    if ((isOfGo && !/HOST|BUILD/.test(line.name)) || isDefault) return line.name;
  }
  return undefined;
}

function isChecked(text: string): boolean {
  return /\b[0-9a-f]{64}\b|sha\d+sum/.test(text);
}

function finding(use: Use, { path }: TextFile, index: LineIndex, { target, t }: RuleContext): Finding {
  const { words, reference } = use;
  const named = [...new Set(words.map(({ text }) => text))].join(', ');
  // The variable holds Go's name, and a checksum would be another one's.
  const canUse =
    reference !== undefined && !use.checked && !use.verbatim && words.every(({ text }) => text === 'amd64');
  return {
    rule: literalArchitecture.id,
    severity: use.inImage ? 'warning' : 'info',
    certainty: 'likely',
    file: path,
    ...index.range(use.start, use.end),
    message:
      use.kind === 'image'
        ? t('This image is for {0}, also in a build for {1}', named, target.goarch)
        : t('This download is for {0}, also in a build for {1}', named, target.goarch),
    fixes: canUse
      ? [
          {
            title: t('Use {0}', reference),
            // There may be no such file for the target.
            safe: false,
            edits: words.map(({ start, end }) => ({
              file: path,
              ...index.range(start, end),
              newText: reference,
            })),
          },
        ]
      : [],
  };
}
