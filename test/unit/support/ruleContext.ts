import type { SourceFiles } from '../../../src/core/files';
import { english } from '../../../src/core/l10n';
import type { Rule, RuleContext } from '../../../src/core/rules/rule';
import { scanTextFile } from '../../../src/core/scan/scanPackages';
import { findTarget } from '../../../src/core/target/targets';
import type { Target } from '../../../src/core/target/targets';
import { applyEdits } from '../../../src/core/fix';
import type { Finding } from '../../../src/core/types';
import { memoryFiles } from './memoryFiles';

/** A context for rules that look at text files and ask nothing of the ABI tables. */
export function textRuleContext(files: SourceFiles, goarch = 'mips64le'): RuleContext {
  return {
    host: targetOf('amd64'),
    target: targetOf(goarch),
    abi: {
      source: 'none',
      table: () => {
        throw new Error('this rule asks nothing of the ABI tables');
      },
    },
    t: english,
    files,
    nolintUnconvert: () => false,
  };
}

export function targetOf(goarch: string): Target {
  const target = findTarget(goarch);
  if (!target) throw new Error(`no target ${goarch}`);
  return target;
}

/** What a rule finds in one file of a tree in memory. */
export function findIn(
  rule: Rule,
  path: string,
  content: Readonly<Record<string, string>>,
  goarch?: string,
): readonly Finding[] {
  const text = content[path];
  if (text === undefined) throw new Error(`no file ${path}`);
  return scanTextFile(path, text, [rule], textRuleContext(memoryFiles(content), goarch));
}

/** The text of a file with the first fix of each finding made. */
export function fixed(path: string, text: string, findings: readonly Finding[]): string {
  const edits = findings.flatMap(({ fixes }) => fixes[0]?.edits ?? []);
  const outcome = applyEdits(
    text,
    edits.filter((edit) => edit.file === path),
  );
  if (outcome.kind !== 'edited') throw new Error(`${outcome.reason}: ${JSON.stringify(outcome.edit)}`);
  return outcome.text;
}
