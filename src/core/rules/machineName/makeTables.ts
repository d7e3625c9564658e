import type { LineIndex } from '../../positions';
import type { Finding } from '../../types';
import { findTarget } from '../../target/targets';
import type { LinuxGoarch } from '../../target/architectureNames';
import { nameOf } from '../../target/architectureNames';
import { archWords, spellTarget } from '../buildFiles/archWords';
import { makeLines } from '../buildFiles/makeLines';
import type { MakeLine } from '../buildFiles/makeLines';
import type { RuleContext, TextFile } from '../rule';

/** `ifeq (SUBJECT,NAME)` with the lines up to its `else` or `endif`. */
interface Block {
  readonly subject: string;
  readonly name: string;
  readonly goarch: LinuxGoarch;
  /** Offset of the directive, and behind the body. */
  readonly start: number;
  readonly bodyStart: number;
  readonly end: number;
  /** Whether it is a block of its own: `ifeq`, the body, `endif`. */
  readonly alone: boolean;
}

/** What make says of the target in a chain or series of `ifeq`. */
interface Series {
  readonly blocks: readonly Block[];
  /** The body of `else` of a chain. */
  readonly otherwise: string | undefined;
}

/** The findings in the conditionals of a makefile that set the same variables for one architecture after the other. */
export function makeFindings(
  { path, text }: TextFile,
  index: LineIndex,
  { host, target, t }: RuleContext,
  rule: string,
): readonly Finding[] {
  const lines = makeLines(text);
  return seriesOf(text).flatMap(({ blocks, otherwise }): readonly Finding[] => {
    const [first] = blocks;
    if (!first) return [];
    const source = sourceOf(first.subject, blocks, lines);
    const name = source === 'uname' ? nameOf(target.goarch, 'uname') : target.goarch;
    const named = new Set(blocks.map(({ goarch }) => goarch));
    if (name === undefined || !named.has(host.goarch) || named.size < 2) return [];
    if (mentions(first.subject, name, text) || blocks.some((block) => block.name === name)) return [];
    const variables = commonVariables(blocks, text);
    if (variables.length === 0) return [];
    const fails = otherwise !== undefined && /\$[({]error\b/.test(otherwise);
    if (otherwise !== undefined && !fails && setsAny(otherwise, variables)) return [];
    if (otherwise === undefined && hasDefault(variables, blocks, lines)) return [];
    const edit = source === 'go' ? blockFix(blocks, variables, text, target.goarch) : undefined;
    return [
      {
        rule,
        severity: 'warning',
        certainty: 'likely',
        file: path,
        ...index.range(first.start, endOfLine(text, first.start)),
        message: fails
          ? t('On {0} this ends in an error: {1} is {2} there', target.goarch, first.subject, name)
          : t(
              'On {0} nothing sets {1} here: {2} is {3} there',
              target.goarch,
              variables.join(', '),
              first.subject,
              name,
            ),
        fixes: edit
          ? [
              {
                title: t('Add a branch for {0}', name),
                safe: false,
                edits: [{ file: path, ...index.range(edit.at, edit.at), newText: edit.newText }],
              },
            ]
          : [],
      },
    ];
  });
}

const directive =
  /^[ \t]*(?:(else)[ \t]+)?(?:(ifeq|ifneq|ifdef|ifndef)\b(.*)|(else)|(endif))[ \t]*(?:#.*)?\r?$/gm;

interface Open {
  readonly blocks: Block[];
  readonly alone: boolean;
  current:
    | { readonly subject: string; readonly name: string; readonly start: number; readonly bodyStart: number }
    | undefined;
  otherwise: number | undefined;
  /** Whether every branch compares the same subject with a name. */
  regular: boolean;
}

/** The chains of `else ifeq` over one subject, and the single `ifeq` over one subject that follow each other. */
function seriesOf(text: string): readonly Series[] {
  const found: Series[] = [];
  const single = new Map<string, Block[]>();
  const stack: Open[] = [];
  const close = (open: Open, end: number): void => {
    if (!open.current) return;
    const { subject, name, start, bodyStart } = open.current;
    const [goarch] = archWords(name)[0]?.goarchs ?? [];
    if (goarch) open.blocks.push({ subject, name, goarch, start, bodyStart, end, alone: true });
    open.current = undefined;
  };
  for (const match of text.matchAll(directive)) {
    const [whole, elseBefore, opening, sides = '', otherwise, ending] = match;
    const bodyStart = match.index + whole.length + 1;
    const open = stack.at(-1);
    if (opening !== undefined) {
      const compared = opening === 'ifeq' ? comparison(sides) : undefined;
      const current = compared && { ...compared, start: match.index, bodyStart };
      if (elseBefore === undefined) {
        stack.push({
          blocks: [],
          alone: true,
          current,
          otherwise: undefined,
          regular: current !== undefined,
        });
      } else if (open) {
        close(open, match.index);
        open.regular &&= current !== undefined && current.subject === open.blocks[0]?.subject;
        open.current = current;
      }
    } else if (otherwise !== undefined && open) {
      close(open, match.index);
      open.otherwise = bodyStart;
    } else if (ending !== undefined && open) {
      stack.pop();
      close(open, match.index);
      const [first, second] = open.blocks;
      if (!open.regular || !first) continue;
      if (!second && open.otherwise === undefined && stack.length === 0) {
        const series = single.get(first.subject) ?? [];
        single.set(first.subject, [...series, { ...first, end: Math.min(bodyStart, text.length) }]);
      } else if (second) {
        const body = open.otherwise === undefined ? undefined : text.slice(open.otherwise, match.index);
        found.push({ blocks: open.blocks.map((block) => ({ ...block, alone: false })), otherwise: body });
      }
    }
  }
  return [...found, ...[...single.values()].map((blocks) => ({ blocks, otherwise: undefined }))];
}

/** `($(ARCH),amd64)` and `"$(ARCH)" "amd64"`: what is compared with one name. */
function comparison(sides: string): { readonly subject: string; readonly name: string } | undefined {
  const [, subject, name] =
    /^\s*\(\s*(\$[({].*[)}])\s*,\s*([\w-]+)\s*\)/.exec(sides) ??
    /^\s*"(\$[({].*[)}])"\s*"([\w-]+)"/.exec(sides) ??
    [];
  return subject === undefined || name === undefined || !/^\$[({](?:[\w.-]+|shell [^()]*)[)}]$/.test(subject)
    ? undefined
    : { subject, name };
}

/** Whether names come from the kernel: a call of `uname -m`, a variable set to it, or names that are only the kernel's. */
function sourceOf(subject: string, blocks: readonly Block[], lines: readonly MakeLine[]): 'uname' | 'go' {
  const variable = /^\$[({]([\w.-]+)[)}]$/.exec(subject)?.[1];
  const assigned = lines.some(
    (line) => line.kind === 'assignment' && line.name === variable && /uname -[mp]/.test(line.value),
  );
  const ofUname = blocks.some(({ name }) => name === 'x86_64' || name === 'aarch64');
  return /uname -[mp]/.test(subject) || (assigned && ofUname) || ofUname ? 'uname' : 'go';
}

/** Whether the makefile asks for the target by name about the same subject elsewhere. */
function mentions(subject: string, name: string, text: string): boolean {
  return text
    .split('\n')
    .some((line) => line.includes(subject) && new RegExp(`\\b${name}\\b|mips%`).test(line));
}

const assignment = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*(\?|:|::|\+)?=/gm;

/** Variables that the blocks of two 64-bit architectures set at least, the host's among them. */
function commonVariables(blocks: readonly Block[], text: string): readonly string[] {
  const wide = blocks.filter(({ goarch }) => findTarget(goarch)?.bits === 64);
  const counts = new Map<string, number>();
  for (const { bodyStart, end } of wide) {
    for (const name of new Set(assignedIn(text.slice(bodyStart, end))))
      counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count > 1 && count >= wide.length - 1).map(([name]) => name);
}

/** The variables that are replaced, and not only added to, in a part of a makefile. */
function assignedIn(part: string): readonly string[] {
  return [...part.matchAll(assignment)].flatMap(({ 1: name, 2: operator }) =>
    name !== undefined && operator !== '+' ? [name] : [],
  );
}

function setsAny(part: string, variables: readonly string[]): boolean {
  return assignedIn(part).some((name) => variables.includes(name));
}

/** Whether one of the variables has a value without the blocks. */
function hasDefault(
  variables: readonly string[],
  blocks: readonly Block[],
  lines: readonly MakeLine[],
): boolean {
  return lines.some(
    (line) =>
      line.kind === 'assignment' &&
      variables.includes(line.name) &&
      line.targets === undefined &&
      line.value !== '' &&
      !blocks.some(({ bodyStart, end }) => line.start >= bodyStart && line.start < end),
  );
}

/** A block for the target like the last one, where that differs from another only by the name. */
function blockFix(
  blocks: readonly Block[],
  variables: readonly string[],
  text: string,
  goarch: string,
): { readonly at: number; readonly newText: string } | undefined {
  const wide = blocks.filter((block) => findTarget(block.goarch)?.bits === 64);
  const model = wide.at(-1);
  const last = blocks.at(-1);
  if (!model || !last) return undefined;
  const templates = wide.map((block) => template(text.slice(block.bodyStart, block.end)));
  const own = templates.at(-1);
  const alike = wide.filter((_, at) => templates[at] === own);
  if (own === undefined || alike.length < 2 || variables.length === 0) return undefined;
  const source = text.slice(model.start, model.end);
  const words = archWords(source);
  let result = '';
  let from = 0;
  for (const [at, word] of words.entries()) {
    const others = alike.map((block) => archWords(text.slice(block.start, block.end))[at]?.text ?? '');
    const line = source.slice(source.lastIndexOf('\n', word.start) + 1, word.start);
    const name = spellTarget(goarch, others, line);
    if (name === undefined) return undefined;
    result += source.slice(from, word.start) + name;
    from = word.end;
  }
  result += source.slice(from);
  return {
    at: last.end,
    newText: model.alone ? result : result.replace(/^([ \t]*)(?:else[ \t]+)?ifeq/, '$1else ifeq'),
  };
}

function template(body: string): string {
  let result = '';
  let from = 0;
  for (const { start, end } of archWords(body)) {
    result += `${body.slice(from, start)}\0`;
    from = end;
  }
  return result + body.slice(from);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
