import { LineIndex } from '../positions';
import type { Edit, Finding } from '../types';
import { commentLines, commentSign } from './commentLines';
import { ignoreMarker, withoutIgnored } from './ignoreComments';

/**
 * The edit that silences a finding: a comment line before the line, or the
 * joined lines, where it begins. Undefined where a comment line there would be
 * something else, as in a raw string, or where the file's format has none.
 *
 * @param text the file's text as it is now
 * @param reason what to put where the reason belongs
 */
export function ignoreEdit(
  finding: Pick<Finding, 'file' | 'line' | 'rule'>,
  text: string,
  reason: string,
): Edit | undefined {
  const { file, rule } = finding;
  const sign = commentSign(file);
  const lines = commentLines(file, text);
  let at = finding.line - 1;
  while (lines[at - 1]?.continues === true) at--;
  const first = lines[at];
  if (sign === undefined || !first || first.inside) return undefined;
  const index = new LineIndex(text);
  const content = index.line(at + 1);
  if (joinsCgoPreamble(content) || (/\.ya?ml$/.test(file) && joinsScalar(index, at + 1))) return undefined;
  // Make prints and runs an indented comment of a recipe; at the line's start it is make's own.
  const indentation = sign === '#' && content.startsWith('\t') && isMakefile(file) ? '' : leading(content);
  const newText = `${indentation}${sign} ${ignoreMarker} ${rule} ${reason}\n`;
  const offset = index.offset(at + 1, 1) ?? 0;
  const after = text.slice(0, offset) + newText + text.slice(offset);
  const silenced = withoutIgnored([{ ...wholeFinding, file, rule, line: finding.line + 1 }], () => after);
  if (silenced.length > 0) return undefined;
  return { file, line: at + 1, column: 1, endLine: at + 1, endColumn: 1, newText };
}

/** What a finding needs besides its place and rule to be asked about; nothing looks at it. */
const wholeFinding = {
  column: 1,
  endLine: 1,
  endColumn: 1,
  severity: 'info',
  certainty: 'likely',
  message: '',
  fixes: [],
} as const;

/** Comments right before `import "C"` are C, for cgo. */
function joinsCgoPreamble(content: string): boolean {
  return /^\s*(?:import\s*)?"C"/.test(content);
}

/** Whether a comment line before a line of YAML would be inside a text that goes over lines and has no comments. */
function joinsScalar(index: LineIndex, line: number): boolean {
  let indentation = leading(index.line(line)).length;
  let parent: string | undefined;
  for (let above = line - 1; above > 0 && indentation > 0; above--) {
    const content = index.line(above);
    const own = /^ *(?:- +)*/.exec(content)?.[0].length ?? 0;
    if (content.trim() === '' || own >= indentation) continue;
    // In a literal text, which is a script where there is a finding, the comment is the script's.
    if (/[:-] +\|[-+\d]*\s*(?:#.*)?$/.test(content)) return false;
    if (/[:-] +>[-+\d]*\s*(?:#.*)?$/.test(content)) return true;
    parent ??= content;
    indentation = own;
  }
  return parent !== undefined && !/(?:[:[{,]|^ *-)\s*(?:#.*)?$/.test(parent);
}

function leading(content: string): string {
  return /^[ \t]*/.exec(content)?.[0] ?? '';
}

function isMakefile(path: string): boolean {
  return /(?:^|\/)(?:GNU)?[Mm]akefile[^/]*$|\.(?:mk|mak)$/.test(path);
}
