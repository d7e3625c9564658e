import { LineIndex } from '../positions';
import type { Edit } from '../types';
import { eitherGoBuild, plusBuildHolds, plusBuildLines, widenGoBuild, widenPlusBuild } from './buildTags';

/** A build constraint line of a Go file. */
export interface ConstraintText {
  readonly form: 'go:build' | '+build';
  /** From 1. */
  readonly line: number;
  /** What follows `//go:build` or `// +build`. */
  readonly expression: string;
}

/** The constraint lines before a file's package clause. */
export function constraintTexts(text: string): readonly ConstraintText[] {
  const found: ConstraintText[] = [];
  const lines = text.split('\n');
  for (const [index, raw] of lines.entries()) {
    if (/^\s*package\s/.test(raw)) break;
    const [, form, expression = ''] = /^\/\/(?:(go:build)|[ \t]*\+build)[ \t]+(.*?)\s*$/.exec(raw) ?? [];
    if (expression !== '') {
      found.push({ form: form === undefined ? '+build' : 'go:build', line: index + 1, expression });
    }
  }
  return found;
}

/**
 * The edits that make a file's constraint lines hold for one more GOARCH, in
 * the form that gofmt gives them. Undefined where it has none, or where they
 * cannot be widened without meaning something else for other builds.
 */
export function widenConstraints(file: string, text: string, goarch: string): readonly Edit[] | undefined {
  const lines = constraintTexts(text);
  const main = lines.find((line) => line.form === 'go:build');
  const plus = lines.filter((line) => line.form === '+build');
  if (main) {
    const expression = widenGoBuild(main.expression, goarch);
    if (expression === undefined) return undefined;
    const edits = [replaceLine(file, text, main.line, `//go:build ${expression}`)];
    if (plus.length === 0) return edits;
    const written = plusBuildLines(expression);
    return written && [...edits, ...replacePlusBuild(file, text, plus, written)];
  }
  const closed = plus.filter((line) => !plusBuildHolds(line.expression, goarch));
  if (closed.length === 0) return undefined;
  const widened = closed.map((line) => {
    const expression = widenPlusBuild(line.expression, goarch);
    return expression === undefined
      ? undefined
      : replaceLine(file, text, line.line, `// +build ${expression}`);
  });
  const edits = widened.filter((edit) => edit !== undefined);
  return edits.length === closed.length ? edits : undefined;
}

/**
 * The edits that make a file's constraint lines hold for every GOARCH but some
 * as well. Undefined where it has none, or where they cannot be read.
 */
export function widenToOthers(
  file: string,
  text: string,
  goarchs: readonly string[],
): readonly Edit[] | undefined {
  const lines = constraintTexts(text);
  const main = lines.find((line) => line.form === 'go:build');
  const plus = lines.filter((line) => line.form === '+build');
  if (main) {
    const expression = eitherGoBuild(main.expression, goarchs.map((goarch) => `!${goarch}`).join(' && '));
    if (expression === undefined) return undefined;
    const edits = [replaceLine(file, text, main.line, `//go:build ${expression}`)];
    if (plus.length === 0) return edits;
    const written = plusBuildLines(expression);
    return written && [...edits, ...replacePlusBuild(file, text, plus, written)];
  }
  // Several lines must all hold, so that none of them can say "or".
  const [only, ...more] = plus;
  if (!only || more.length > 0) return undefined;
  const others = goarchs.map((goarch) => `!${goarch}`).join(',');
  return [replaceLine(file, text, only.line, `// +build ${only.expression} ${others}`)];
}

/** The text after edits of whole lines, as `widenConstraints` gives them. */
export function applyLineEdits(text: string, edits: readonly Edit[]): string {
  const index = new LineIndex(text);
  let changed = text;
  for (const edit of [...edits].sort((a, b) => b.line - a.line)) {
    const start = index.offset(edit.line, edit.column) ?? 0;
    const end = index.offset(edit.endLine, edit.endColumn) ?? text.length;
    changed = changed.slice(0, start) + edit.newText + changed.slice(end);
  }
  return changed;
}

/** The first line takes all new ones, the others go. */
function replacePlusBuild(
  file: string,
  text: string,
  old: readonly ConstraintText[],
  written: readonly string[],
): readonly Edit[] {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = written.map((line) => `// +build ${line}`);
  return old.map((line, index) =>
    index === 0
      ? replaceLine(file, text, line.line, lines.join(eol))
      : { file, line: line.line, column: 1, endLine: line.line + 1, endColumn: 1, newText: '' },
  );
}

function replaceLine(file: string, text: string, line: number, newText: string): Edit {
  const { length } = new LineIndex(text).line(line);
  return { file, line, column: 1, endLine: line, endColumn: length + 1, newText };
}
