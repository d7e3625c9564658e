import type { Goarch } from '../../target/targets';
import type { GoCall } from '../buildFiles/goCommand';
import type { ShellToken } from '../../shell/shellTokens';
import type { FlagPlace } from './flags';
import { decidedFlag, guardPatterns } from './guards';
import type { Guard } from './use';

/**
 * Guards a flag in a shell script: a `case` on the architecture decides the
 * flag's value where it stands. Undefined where that cannot be done: inside
 * single quotes, and where the architecture is known only after the place.
 *
 * @param word The word that holds the flag: an argument of the go command, or an assignment.
 * @param call The go command it reaches, whose own `GOARCH=…` decides then.
 */
export function shellGuard(
  place: FlagPlace,
  word: ShellToken,
  call: GoCall | undefined,
  text: string,
  goarch: Goarch,
): Guard | undefined {
  if (inSingleQuotes(word, place)) return undefined;
  const architecture = architectureOf(place, call, text);
  if (architecture === undefined) return undefined;
  const { shell } = guardPatterns(place.mode, goarch);
  const newText = decidedFlag(
    place,
    // The opening parentheses of the patterns keep old shells from ending the substitution early.
    (onTarget, elsewhere) =>
      `$(case "${architecture}" in (${shell}) echo ${onTarget} ;; (*) echo ${elsewhere} ;; esac)`,
  );
  return { start: place.start, end: place.end, newText };
}

/** What names the architecture at a place: the variable behind the command's own GOARCH, else what go would build for. */
function architectureOf(place: FlagPlace, call: GoCall | undefined, text: string): string | undefined {
  if (call?.wrapped) return '$(xx-go env GOARCH)';
  const own = call?.environment.findLast(({ text: word }) => /^GOARCH=/.test(word));
  if (!own) return '$(go env GOARCH)';
  const value = own.text.slice('GOARCH='.length).replace(/^"(.*)"$/, '$1');
  const name = /^\$\{?(\w+)/.exec(value)?.[1];
  if (name === undefined) return undefined;
  // In the command itself the variable is as it is there; before it, it has to be assigned already or come from outside.
  const inCommand = place.start > own.start;
  const assignedAt = text.search(
    new RegExp(`(?:^|[\\s;])(?:${name}=|for\\s+${name}\\s+in\\b|read\\s.*\\b${name}\\b)`, 'm'),
  );
  return inCommand || assignedAt < 0 || assignedAt < place.start ? value : undefined;
}

function inSingleQuotes(word: ShellToken, place: FlagPlace): boolean {
  let quote = '';
  for (const char of word.text.slice(0, Math.max(0, place.start - word.start))) {
    if (quote === '' && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = '';
  }
  return quote === "'";
}
