import type { UndefinedFact } from '../go/facts';
import { LineIndex } from '../positions';
import type { AbiPackage } from '../target/abi';
import type { MissingName } from '../target/differences';
import { adviseMissing, type Equivalent, type MissingAdvice } from '../target/equivalents';
import type { Fix } from '../types';
import type { RuleContext } from './rule';

/** What the tables say of a name of `syscall` or `x/sys/unix` that the target lacks; undefined for names of other packages. */
export function adviceFor(fact: UndefinedFact, context: RuleContext): MissingAdvice | undefined {
  const pkg = fact.importPath;
  if (pkg !== 'syscall' && pkg !== 'golang.org/x/sys/unix') return undefined;
  const missing = describeMissing(fact, pkg, context);
  return (
    missing && adviseMissing(context.abi, missing, context.host.goarch, context.target.goarch, context.t)
  );
}

/** Fixes that put the target's own equivalent in place of the name, where one text serves both builds. */
export function equivalentFixes(
  fact: UndefinedFact,
  advice: MissingAdvice,
  context: RuleContext,
): readonly Fix[] {
  const text = context.files.readText(fact.at.file);
  if (text === undefined) return [];
  const index = new LineIndex(text);
  const start = index.offset(fact.at.line, fact.at.column);
  const end = index.offset(fact.at.endLine, fact.at.endColumn);
  if (start === undefined || end === undefined) return [];
  const written = text.slice(start, end);
  const isValue = isOnlyRead(text.slice(0, start), text.slice(end));
  return advice.equivalents
    .filter((one) => one.onHost && one.dropIn && one.package === fact.importPath)
    .filter((one) => one.assignable || isValue)
    .map((one) => ({
      title: context.t('Use {0}', one.text),
      safe: one.safe,
      edits: [{ ...fact.at, newText: replaceName(written, one) }],
    }));
}

function describeMissing(
  fact: UndefinedFact,
  pkg: AbiPackage,
  { abi, host }: RuleContext,
): MissingName | undefined {
  const table = abi.table(pkg, host.goarch);
  const { name, member } = fact;
  if (member !== undefined) {
    const isField = table.struct(member)?.fields.some((field) => field.name === name) === true;
    return { package: pkg, kind: isField ? 'field' : 'method', name, type: member };
  }
  if (table.constant(name)) return { package: pkg, kind: 'constant', name };
  if (table.function(name)) return { package: pkg, kind: 'function', name };
  if (table.variable(name) !== undefined) return { package: pkg, kind: 'variable', name };
  return table.has(name) ? { package: pkg, kind: 'type', name } : undefined;
}

/** `unix.SYS_X` keeps its qualifier; a field is replaced whole. */
function replaceName(written: string, { text }: Equivalent): string {
  const dot = written.lastIndexOf('.');
  return dot < 0 ? text : written.slice(0, dot + 1) + text;
}

/** Whether what stands between these texts is neither assigned to nor has its address taken. */
function isOnlyRead(before: string, after: string): boolean {
  if (/^[ \t]*(?:(?:[-+*/%&|^]|<<|>>|&\^)?=(?!=)|\+\+|--|,[^=;{}()\n]*[^=!<>:\n]=(?!=))/.test(after))
    return false;
  return !/&[ \t]*[\w.]*$/.test(before);
}
