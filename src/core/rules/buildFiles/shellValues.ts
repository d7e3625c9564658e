import type { Target } from '../../target/targets';
import type { ShellCommand, ShellTest } from '../../shell/shellCommands';
import { endOfExpansion, unquote } from '../../shell/shellTokens';
import type { ShellToken } from '../../shell/shellTokens';
import {
  and,
  check,
  commandOutput,
  concat,
  either,
  equal,
  known,
  matchesGlob,
  not,
  or,
  perhaps,
  unknown,
} from './values';
import type { Value, Verdict } from './values';

/** Answers what a shell script's variables and commands give when the build is for the target. */
export interface ShellScope {
  readonly target: Target;
  /** What a variable can be. */
  readonly variable: (name: string) => Value;
  /** In a recipe of make: what an expansion means that is make's (`$(GOARCH)`). */
  readonly foreign?: (expansion: string) => Value;
  /** In a workflow: what the expression of `${{ … }}` means. */
  readonly template?: (expression: string) => Value;
}

/** Stands before a `$` that make's `$$` leaves to the shell; one character, so that offsets stay. */
const shellDollar = '\u0001';

/** The shell's view of a text of make, with the same length: `$$` marks the shell's own expansions, all others are make's. */
export function escapeDollars(text: string): string {
  return text.replaceAll('$$', `${shellDollar}$`);
}

/** What a word can be after expansion. */
export function wordValue(word: string, scope: ShellScope): Value {
  const parts: Value[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push(known(literal));
    literal = '';
  };
  let quote = '';
  for (let at = 0; at < word.length;) {
    const char = word[at] ?? '';
    if (char === "'" && quote !== '"') {
      quote = quote === "'" ? '' : "'";
      at++;
    } else if (char === '"' && quote !== "'") {
      quote = quote === '"' ? '' : '"';
      at++;
    } else if (char === '\\' && quote !== "'") {
      literal += word[at + 1] ?? '';
      at += 2;
    } else if (char === shellDollar) at++;
    else if ((char === '$' || char === '`') && quote !== "'") {
      const ours = scope.foreign === undefined || word[at - 1] === shellDollar;
      const end = endOfReference(word, at, ours);
      if (end > at + 1) {
        flush();
        parts.push(expansionValue(word.slice(at, end), scope, ours));
        at = end;
      } else {
        literal += char;
        at++;
      }
    } else {
      literal += char;
      at++;
    }
  }
  flush();
  return concat(parts);
}

/** Whether a command runs under its conditions when the build is for the target. */
export function shellVerdict(tests: readonly ShellTest[], scope: ShellScope): Verdict {
  return and(tests.map((test) => testVerdict(test, scope)));
}

/** The scope inside loops over a fixed list: there the loop's variable is one of the list. */
export function loopScope(tests: readonly ShellTest[], scope: ShellScope): ShellScope {
  const loops = new Map<string, Value>();
  for (const test of tests) {
    if (test.kind === 'loop')
      loops.set(test.name, either(test.items.flatMap((item) => splitItems(item, scope))));
  }
  if (loops.size === 0) return scope;
  return { ...scope, variable: (name) => loops.get(name) ?? scope.variable(name) };
}

/**
 * A scope from a script's own assignments: the last unconditional one before
 * `offset` counts together with conditional ones; what is not assigned comes from outside.
 */
export function scriptScope(
  commands: readonly ShellCommand[],
  outside: ShellScope,
  offset = Number.POSITIVE_INFINITY,
): ShellScope {
  const assigned = new Map<string, Value[]>();
  const scope: ShellScope = {
    ...outside,
    variable: (name) => {
      const values = assigned.get(name);
      return values ? either(values) : outside.variable(name);
    },
  };
  for (const { assignments, words, tests } of commands) {
    const declares = /^(?:export|declare|local|readonly|typeset)$/.test(words[0]?.text ?? '');
    const lasting = words.length === 0 ? assignments : declares ? words.slice(1) : [];
    for (const word of lasting) {
      const [, name, append, value] = /^(\w+)(\+?)=([\s\S]*)$/.exec(word.text) ?? [];
      if (name === undefined || value === undefined || word.start >= offset) continue;
      const inside = loopScope(tests, scope);
      const { truth } = shellVerdict(tests, inside);
      if (truth === false) continue;
      const next = value.startsWith('(') ? unknown : wordValue(value, inside);
      const before = scope.variable(name);
      const joined = append === '+' ? concat([before, next]) : next;
      assigned.set(name, truth === true ? [joined] : [before, joined]);
    }
  }
  return scope;
}

function splitItems(item: ShellToken, scope: ShellScope): readonly Value[] {
  const value = wordValue(item.text, scope);
  if (value.options === undefined) return [value];
  const split = value.options.flatMap((option) => option.split(/\s+/)).filter((option) => option !== '');
  return [{ options: split, arch: value.arch }];
}

function testVerdict(test: ShellTest, scope: ShellScope): Verdict {
  switch (test.kind) {
    case 'and':
      return and([testVerdict(test.left, scope), testVerdict(test.right, scope)]);
    case 'or':
      return or([testVerdict(test.left, scope), testVerdict(test.right, scope)]);
    case 'not':
      return not(testVerdict(test.test, scope));
    case 'passed':
      return passedVerdict(test.test, scope);
    case 'case': {
      const subject = wordValue(test.subject.text, scope);
      const matches =
        (patterns: readonly string[]) =>
        (text: string): boolean =>
          patterns.some((pattern) => matchesGlob(text, unquote(pattern)));
      return and([check(subject, matches(test.patterns)), not(check(subject, matches(test.earlier)))]);
    }
    case 'loop':
      return { truth: true, arch: false };
    case 'command':
      return commandVerdict(test.words, scope);
    case 'other':
      return perhaps;
  }
}

function commandVerdict(words: readonly ShellToken[], scope: ShellScope): Verdict {
  const texts = words.map(({ text }) => text);
  const [name = ''] = texts;
  if (name === '[' || name === '[[' || name === 'test') {
    const inside = texts.slice(1, name === 'test' ? undefined : -1);
    return bracketVerdict(inside, name === '[[', scope);
  }
  if (name === 'true' || name === ':') return { truth: true, arch: false };
  if (name === 'false') return { truth: false, arch: false };
  return { truth: undefined, arch: looksAtArchitecture(words) };
}

/** Commands before `&&` are steps that are expected to succeed, but for those that only ask. */
function passedVerdict(test: ShellTest, scope: ShellScope): Verdict {
  if (test.kind === 'and') return and([passedVerdict(test.left, scope), passedVerdict(test.right, scope)]);
  const verdict = testVerdict(test, scope);
  const asks =
    test.kind !== 'command' || asking.test(test.words[0]?.text ?? '') || looksAtArchitecture(test.words);
  return verdict.truth === undefined && !asks ? { truth: true, arch: false } : verdict;
}

const asking = /^(?:\[|\[\[|test|grep|egrep|command|which|type|hash|diff|cmp)$/;

function looksAtArchitecture(words: readonly ShellToken[]): boolean {
  return words.some(({ text }) => /uname|ARCH\b/.test(text));
}

function bracketVerdict(texts: readonly string[], patterns: boolean, scope: ShellScope): Verdict {
  for (const [word, combine] of [
    ['||', or],
    ['-o', or],
    ['&&', and],
    ['-a', and],
  ] as const) {
    const at = texts.indexOf(word);
    // In `-a file` the word is a test of its own.
    if (at > 0) {
      return combine([
        bracketVerdict(texts.slice(0, at), patterns, scope),
        bracketVerdict(texts.slice(at + 1), patterns, scope),
      ]);
    }
  }
  if (texts[0] === '!') return not(bracketVerdict(texts.slice(1), patterns, scope));
  const [first = '', second = '', third = ''] = texts;
  if (texts.length === 3) {
    const left = wordValue(first, scope);
    const right = wordValue(third, scope);
    const isPattern = patterns && /[*?[]/.test(third) && right.options?.length === 1;
    const same = isPattern
      ? check(left, (text) => matchesGlob(text, right.options?.[0] ?? ''))
      : equal(left, right);
    if (second === '=' || second === '==') return same;
    if (second === '!=') return not(same);
    if (second === '=~') return regexVerdict(left, right);
    return { truth: undefined, arch: left.arch || right.arch };
  }
  if (texts.length === 2 && (first === '-n' || first === '-z')) {
    const filled = check(wordValue(second, scope), (text) => text !== '');
    return first === '-n' ? filled : not(filled);
  }
  if (texts.length === 1) return check(wordValue(first, scope), (text) => text !== '');
  return { truth: undefined, arch: texts.some((text) => wordValue(text, scope).arch) };
}

function regexVerdict(left: Value, right: Value): Verdict {
  const [source] = right.options ?? [];
  if (source === undefined) return { truth: undefined, arch: left.arch || right.arch };
  try {
    const regex = new RegExp(source);
    return check(left, (text) => regex.test(text));
  } catch {
    return { truth: undefined, arch: left.arch };
  }
}

/** @param ours Whether the expansion is the shell's, and not of the language around it. */
function expansionValue(expansion: string, scope: ShellScope, ours: boolean): Value {
  if (!ours && scope.foreign) return scope.foreign(expansion);
  const template = /^\$\{\{([\s\S]*)\}\}$/.exec(expansion)?.[1];
  if (template !== undefined) return scope.template?.(template.trim()) ?? unknown;
  const inner = /^\$\(([\s\S]*)\)$/.exec(expansion)?.[1] ?? /^`([\s\S]*)`$/.exec(expansion)?.[1];
  if (inner !== undefined) return commandOutput(inner, scope.target) ?? unknown;
  const braced = /^\$\{(\w+)(?:(:?[-=+])([\s\S]*))?\}$/.exec(expansion);
  const name = braced?.[1] ?? /^\$(\w+)$/.exec(expansion)?.[1];
  if (name === undefined) {
    const inside = /^\$\{(\w+)/.exec(expansion)?.[1];
    return inside === undefined ? unknown : { options: undefined, arch: scope.variable(inside).arch };
  }
  const value = scope.variable(name);
  if (braced?.[2]?.endsWith('+')) return { options: undefined, arch: value.arch };
  const isEmpty = value.options?.every((option) => option === '') ?? false;
  return braced?.[3] !== undefined && isEmpty ? wordValue(braced[3], scope) : value;
}

/** The end of an expansion; in make a name without brackets has one character, in the shell any number or one sign (`$@`). */
function endOfReference(word: string, at: number, ours: boolean): number {
  if (word[at] === '`' || word[at + 1] === '(' || word[at + 1] === '{') return endOfExpansion(word, at);
  const name = ours ? /^(?:\w+|[@*#?!-])/ : /^[^\s"'$]/;
  return at + 1 + (name.exec(word.slice(at + 1))?.[0].length ?? 0);
}
