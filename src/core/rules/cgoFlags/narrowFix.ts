import { narrowCondition, type CgoDirective, type CgoWord } from '../../go/cgo';
import type { GoFile } from '../../go/packages';
import { LineIndex } from '../../positions';
import type { Edit } from '../../types';

/**
 * The edit that makes some flags of a `#cgo` line count only where the tags
 * hold: `#cgo CFLAGS: -O2 -mavx2` becomes `#cgo CFLAGS: -O2` and
 * `#cgo 386 amd64 CFLAGS: -mavx2`.
 *
 * @param tags alternatives, such as GOARCHs or `!mips64le`
 */
export function narrowEdit(
  file: GoFile,
  directive: CgoDirective,
  flags: readonly CgoWord[],
  tags: readonly string[],
): Edit {
  const { text, path } = file;
  const { lineStart, lineEnd, name, conditions } = directive;
  const narrowed =
    conditions.length === 0
      ? tags
      : conditions.flatMap((condition) => tags.map((tag) => narrowCondition(condition.text, tag)));
  const rest = directive.flags.filter((flag) => !flags.includes(flag));
  const written = (word: CgoWord): string => text.slice(word.start, word.end);
  if (rest.length === 0) {
    const start = conditions[0]?.start ?? name.start;
    return { file: path, ...new LineIndex(text).range(start, name.start), newText: `${narrowed.join(' ')} ` };
  }
  const hash = text.indexOf('#cgo', lineStart);
  const before = text.slice(lineStart, hash);
  // The comment that begins on this line is not begun again on the next one.
  const indent = before.includes('/*') ? '' : before;
  const head = text.slice(hash, directive.flags[0]?.start ?? name.end);
  const kept = `${before}${head}${rest.map(written).join(' ')}`;
  const moved = `${indent}#cgo ${narrowed.join(' ')} ${name.text}: ${flags.map(written).join(' ')}`;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return {
    file: path,
    ...new LineIndex(text).range(lineStart, lineEnd),
    newText: `${kept}${eol}${moved}`,
  };
}
