import type { MakeLine } from '../buildFiles/makeLines';
import type { Goarch } from '../../target/targets';
import type { FlagPlace } from './flags';
import { decidedFlag, guardPatterns } from './guards';
import type { Guard } from './use';

/**
 * Guards a flag by architecture in make's own words: an `ifeq` around an
 * assignment of nothing else, and `$(if …)` in its place elsewhere.
 *
 * @param own The lines of the makefile that is edited; `lines` also has those it is read with.
 */
export function makeGuard(
  line: MakeLine,
  place: FlagPlace,
  text: string,
  lines: readonly MakeLine[],
  own: ReadonlySet<MakeLine>,
  goarch: Goarch,
): Guard {
  const { make } = guardPatterns(place.mode, goarch);
  const matched = `$(filter ${make},${architecture(line, lines, own)})`;
  const lineStart = text.lastIndexOf('\n', line.start - 1) + 1;
  const raw = text.slice(lineStart, line.end);
  if (isAlone(line, place, text) && !raw.includes('\n') && !/^\s*\t/.test(raw)) {
    const indent = /^ */.exec(raw)?.[0] ?? '';
    return {
      start: lineStart,
      end: line.end,
      newText: `${indent}ifeq (,${matched})\n${raw}\n${indent}endif`,
    };
  }
  const newText = decidedFlag(place, (onTarget, elsewhere) => `$(if ${matched},${onTarget},${elsewhere})`);
  return { start: place.start, end: place.end, newText };
}

/** Whether a line assigns the flag and nothing else, to be left out as a whole. */
function isAlone(line: MakeLine, place: FlagPlace, text: string): boolean {
  if (line.kind !== 'assignment' || line.multiline || line.targets !== undefined || place.bare) return false;
  return line.value.trim().replace(/^(["'])(.*)\1$/, '$2') === text.slice(place.start, place.end);
}

/**
 * The make expression for the GOARCH that is built for. Conditionals and `:=`
 * are expanded as they are read, so `$(GOARCH)` serves only where it was
 * assigned before; a recipe is expanded at the end.
 */
function architecture(line: MakeLine, lines: readonly MakeLine[], own: ReadonlySet<MakeLine>): string {
  const before = lines.slice(0, lines.indexOf(line));
  const readable = line.kind === 'recipe' ? lines : before;
  if (
    readable.some(
      (other) => other.kind === 'assignment' && other.name === 'GOARCH' && other.targets === undefined,
    )
  ) {
    return '$(GOARCH)';
  }
  const hasGo = [...own].some((other) => other.kind === 'assignment' && other.name === 'GO');
  return `$(or $(GOARCH),$(shell ${hasGo ? '$(GO)' : 'go'} env GOARCH))`;
}
