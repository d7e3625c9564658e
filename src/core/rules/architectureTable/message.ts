import { nameOf } from '../../target/architectureNames';
import type { RuleContext } from '../rule';
import type { Consequence } from './consequence';
import type { Remedy } from './fixes';
import type { NamedArchitectures } from './names';
import type { Table } from './table';

/** How many names a message repeats. */
const shown = 5;

/** What a table lacks, what that leads to, and what is known of the entry it needs. */
export function messageOf(
  table: Table,
  lacking: NamedArchitectures,
  remedy: Remedy,
  context: RuleContext,
): string {
  const parts = [
    whatIsMissing(table, lacking, context),
    table.consequence ? consequenceText(table.consequence, context) : undefined,
    whatIsNeeded(lacking, remedy, context),
  ];
  return parts.filter((part) => part !== undefined).join('; ');
}

function whatIsMissing(
  table: Table,
  { world }: NamedArchitectures,
  { host, target, t }: RuleContext,
): string {
  const all = [...new Set(table.rows.flatMap((row) => row.names.map((one) => one.name)))];
  const names = all.length > shown ? `${all.slice(0, shown).join(', ')}, …` : all.join(', ');
  // A table that takes several worlds' names is told of in Go's.
  const name = all.includes(host.goarch) ? target.goarch : (nameOf(target.goarch, world) ?? target.goarch);
  switch (table.shape) {
    case 'switch':
      return t('This switch on {0} names {1}, and not {2}', table.key?.text ?? '', names, name);
    case 'map':
      return t('This table names {0}, and not {1}', names, name);
    case 'condition':
      return t('This condition names {0}, and not {1}', names, name);
    case 'list':
      return t('This list names {0}, and not {1}', names, name);
  }
}

function consequenceText({ kind, text }: Consequence, { t }: RuleContext): string {
  switch (kind) {
    case 'panic':
      return t('for it the program panics');
    case 'error':
      return t('for it there is an error');
    case 'exit':
      return t('for it the program or test ends');
    case 'log':
      return t('for it an error is logged');
    case 'empty':
      return text.startsWith('"') ? t('for it there is {0}', text) : t('{0} stays empty for it', text);
    case 'unknown':
      return t('for it there is {0}', text);
    case 'zero':
      return text.endsWith(']') ? t('{0} is the zero value then', text) : t('for it there is {0}', text);
    case 'itself':
      return t('{0} is then taken as it is', text);
  }
}

function whatIsNeeded(
  { foreign }: NamedArchitectures,
  { fix, entry, choices }: Remedy,
  { target, t }: RuleContext,
): string | undefined {
  if (foreign !== undefined)
    return t('{0} is not what GOARCH calls it, which is {1}', foreign, target.goarch);
  if (fix) return undefined;
  if (entry !== undefined) return t('the entry is {0}', entry);
  if (choices.length > 0) return t('what belongs there may be {0}', choices.join(', '));
  return t('what belongs there has to be written by hand');
}
