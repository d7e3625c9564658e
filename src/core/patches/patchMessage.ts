import type { Finding } from '../types';
import type { ChangeGroup } from './attribute';

/** What a rule's documentation says of why its findings break, in English. */
export interface RuleReason {
  readonly summary: string;
  readonly why: readonly string[];
}

const subjects: Readonly<Record<string, string>> = {
  'stat-width': 'convert values whose width differs on {0}',
  'undefined-on-target': 'declare what {0} lacks',
  'rejected-on-target': 'mend what Go rejects for {0}',
  'epoll-layout': 'lay EpollEvent out as {0} has it',
  'hard-coded-number': 'name numbers that differ on {0}',
  'kernel-struct': 'lay kernel structures out as {0} has them',
  'page-size': 'ask for the page size, which differs on {0}',
  'raw-stat': 'leave struct stat of {0} to the syscall package',
  'architecture-list': 'add {0} to the lists of architectures',
  'architecture-table': 'name {0} in the tables of architectures',
  'byte-order': 'take {0} for little-endian',
  'build-mode': 'use no build mode that {0} lacks',
  'machine-name': 'know {0} by its machine name',
  'node-selector': 'let pods run on nodes of {0}',
  'outdated-dependency': 'require dependencies that work on {0}',
  'outdated-go': 'use a Go that works on {0}',
};

/**
 * The message of a commit that holds a group of changes: what and why, the
 * places, lines of at most 72 characters. In English, for it goes upstream.
 *
 * @param goarch The target, `mips64le`.
 * @param below Folder of a vendored module: its files are called as its own repository calls them.
 */
export function patchMessage(
  group: ChangeGroup,
  goarch: string,
  reasonOf: (rule: string) => RuleReason | undefined,
  below?: string,
): { readonly subject: string; readonly body: string } {
  const target = `linux/${goarch}`;
  const named = (file: string): string =>
    below !== undefined && file.startsWith(`${below}/`) ? file.slice(below.length + 1) : file;
  const files = [...group.hunks.keys()].map(named).sort();
  const scope = commonFolder(files);
  const [only, ...others] = group.rules;
  const what =
    only === undefined
      ? `build and run on ${target}`
      : others.length === 0
        ? (subjects[only] ?? `fix what ${only} finds for {0}`).replace('{0}', target)
        : `mend what breaks on ${target}`;
  const reasons = group.rules.flatMap((rule) => {
    const reason = reasonOf(rule);
    return reason ? [[reason.summary, ...reason.why.slice(0, 1)].map(plain).join(' ')] : [];
  });
  const paragraphs = reasons.map((text) => wrap(text, ''));
  if (group.findings.length > 0)
    paragraphs.push(group.findings.map((finding) => placeOf(finding, named(finding.file))).join('\n'));
  else if (group.rules.length === 0) paragraphs.push(files.map((file) => `* ${file}`).join('\n'));
  return { subject: subjectOf(scope, what), body: paragraphs.join('\n\n') };
}

function placeOf({ line, message, messageInEnglish }: Finding, file: string): string {
  // Whose code it is the repository knows that takes the patch.
  const text = (messageInEnglish ?? message).replace(/ \(vendored(?:: [^()]*)?\)$/, '');
  return wrap(`* ${file}:${line}: ${text}`, '  ');
}

/** The deepest folder that holds all files; `.` for the root. */
function commonFolder(files: readonly string[]): string {
  const paths = files.map((file) => file.split('/').slice(0, -1));
  const [first = [], ...rest] = paths;
  const length = first.findIndex((part, index) => rest.some((path) => path[index] !== part));
  const common = length < 0 ? first : first.slice(0, length);
  return common.length === 0 ? '.' : common.join('/');
}

/**
 * What a commit does, after the folder that it is about. Git and mail programs
 * show about 70 characters, so of a deep folder the outer ones are left out.
 */
function subjectOf(scope: string, what: string): string {
  const parts = scope === '.' ? [] : scope.split('/');
  for (let from = 0; from < parts.length; from++) {
    const subject = `${parts.slice(from).join('/')}: ${what}`;
    if (subject.length <= 72) return subject;
  }
  return what;
}

/** Documentation without its Markdown. */
function plain(text: string): string {
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/`/g, '');
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && line.length + 1 + word.length > 72) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}
