import { parsePatch, type StructuredPatchHunk } from 'diff';
import type { Translate } from '../l10n';

/** What a patch does to one file. */
export interface FileDiff {
  /** Path before, without `a/`; undefined for a new file. */
  readonly oldFile: string | undefined;
  /** Path after, without `b/`; undefined for a deleted file. */
  readonly newFile: string | undefined;
  readonly binary: boolean;
  /** Empty for binary files and for changes of name or mode alone. */
  readonly hunks: readonly StructuredPatchHunk[];
}

/** A patch as `git format-patch` writes it: a mail with a diff. */
export interface PatchFile {
  readonly kind: 'patch';
  /** The author: `Name <address>`. */
  readonly from: string;
  /** As the mail has it; empty where it has none. */
  readonly date: string;
  /** First line of the commit's message, without `[PATCH 1/3]`. */
  readonly subject: string;
  /** The rest of the commit's message, its `Signed-off-by` included, without empty lines around it. */
  readonly body: string;
  readonly diffs: readonly FileDiff[];
  /** Whether all lines end with CRLF, the mail's own too, as after a mail program or editor changed them. */
  readonly crlf: boolean;
}

/** What is wrong with a text that should be a patch; `line` counts from 1. */
export interface PatchProblem {
  readonly kind: 'invalid';
  readonly message: string;
  readonly line: number;
}

/** Reads a patch. Never throws; what git itself would refuse is `invalid`, with the reason. */
export function parsePatchFile(text: string, t: Translate): PatchFile | PatchProblem {
  const invalid = (line: number, message: string): PatchProblem => ({ kind: 'invalid', message, line });
  const headEnd = /\r?\n\r?\n/.exec(text);
  const mailHead = headEnd ? text.slice(0, headEnd.index) : text;
  const crlf = /\r\n/.test(text.slice(0, 1 + (headEnd?.index ?? 0) + 2));
  const headers = readHeaders(mailHead.replace(/\r$/gm, ''));
  const from = headers.get('from');
  const subject = headers.get('subject');
  if (from === undefined || subject === undefined || !headEnd) {
    return invalid(1, t('no patch as git format-patch writes it: it has no From and Subject'));
  }
  const rest = text.slice(headEnd.index + headEnd[0].length);
  const start = diffStart(rest);
  if (start === undefined) return invalid(1, t('it has no diff'));
  const message = (crlf ? rest.replace(/\r$/gm, '') : rest).replace(
    /^(?:---\s*|diff --git .*|--- .*)\n[^]*$/m,
    '',
  );
  const diffText = withoutSignature(rest.slice(start));
  try {
    return {
      kind: 'patch',
      from: decodeWords(from),
      date: headers.get('date') ?? '',
      subject: plainSubject(subject),
      body: message.trim(),
      diffs: readDiffs(crlf ? diffText.replace(/\r$/gm, '') : diffText),
      crlf,
    };
  } catch (error) {
    const line = lineOf(text, text.length - rest.length + start);
    return invalid(
      line,
      t('its diff is damaged: {0}', error instanceof Error ? error.message : String(error)),
    );
  }
}

/** The first line of a mail's commit message, without `[PATCH]`; empty where it has none. */
export function subjectOfMail(mail: string): string {
  const [head = ''] = mail.split(/\r?\n\r?\n/, 1);
  return plainSubject(readHeaders(head.replace(/\r$/gm, '')).get('subject') ?? '');
}

function plainSubject(header: string): string {
  return decodeWords(header).replace(/^(?:\[[^\]]*\]\s*)+/, '');
}

/** Files that a patch touches, each once, in its order. */
export function filesOf({ diffs }: PatchFile): readonly string[] {
  return [
    ...new Set(
      diffs.flatMap(({ oldFile, newFile }) => [oldFile, newFile].filter((file) => file !== undefined)),
    ),
  ];
}

/** Headers of a mail by lower-case name; lines that begin with a space continue the one before. */
function readHeaders(text: string): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (const line of text.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const match = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (match?.[1] !== undefined && !headers.has(match[1].toLowerCase())) {
      headers.set(match[1].toLowerCase(), match[2] ?? '');
    }
  }
  return headers;
}

/** Undoes RFC 2047's encoded words, which stand for text that is not ASCII. */
function decodeWords(text: string): string {
  return text.replace(/(\?=)\s+(?==\?)/g, '$1').replace(/(?:=\?utf-8\?q\?[^?]*\?=)+/gi, (words) => {
    const encoded = words.replace(/=\?utf-8\?q\?([^?]*)\?=/gi, '$1').replace(/_/g, ' ');
    try {
      return decodeURIComponent(encoded.replace(/%/g, '%25').replace(/=([0-9A-F]{2})/gi, '%$1'));
    } catch {
      return words;
    }
  });
}

/** Where the diff begins in what follows a mail's head. */
function diffStart(text: string): number | undefined {
  const git = /^diff --git /m.exec(text);
  if (git) return git.index;
  return /^--- \S.*\r?\n\+\+\+ \S/m.exec(text)?.index;
}

/** Without the `-- ` and version that git puts at the end of a mail. */
function withoutSignature(text: string): string {
  return text.replace(/^-- \r?\n[^\n]*\s*$/m, '');
}

function readDiffs(text: string): readonly FileDiff[] {
  // A binary part has no lines that end the header of its file, so each file is read by itself.
  const parts = text.split(/^(?=diff --git )/m).filter((part) => part !== '');
  return parts.flatMap((part) => {
    const binary = /^(?:GIT binary patch|Binary files .* differ)$/m.test(part);
    return parsePatch(part).map(({ oldFileName, newFileName, hunks, isCreate, isDelete }): FileDiff => ({
      oldFile: isCreate === true ? undefined : strip(oldFileName),
      newFile: isDelete === true ? undefined : strip(newFileName),
      binary,
      hunks: binary ? [] : hunks,
    }));
  });
}

/** A file's name without the `a/` or `b/` before it; undefined for `/dev/null`. */
function strip(name: string | undefined): string | undefined {
  if (name === undefined || name === '/dev/null') return undefined;
  return name.replace(/^[ab]\//, '');
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
