import { locationOf } from '../../go/nodes';
import type { GoFile, GoTree } from '../../go/packages';
import { makeTyping } from '../../go/typing';
import type { Finding, Severity } from '../../types';
import type { PackageViews, Rule, RuleContext } from '../rule';
import { mayHoldTable, needles } from './candidates';
import { conditionTable } from './conditions';
import { documentation } from './documentation';
import { remedyFor } from './fixes';
import { isForOtherSystem } from './key';
import { listTable } from './lists';
import { mapTable } from './maps';
import { messageOf } from './message';
import { lackingTarget, type NamedArchitectures, type Sight } from './names';
import { switchTable } from './switches';
import type { Table } from './table';

/** Tables of architectures that work for the host and others, and not for the target. */
export const architectureTable: Rule = {
  id: 'architecture-table',
  severity: 'warning',
  documentation,
  needles,
  fromPackage: (views, tree, context, only) => ofPackage(views, tree, context, only),
};

function ofPackage(
  views: PackageViews,
  tree: GoTree,
  context: RuleContext,
  only: string | undefined,
): readonly Finding[] {
  const { abi, target } = context;
  const typing = makeTyping('target', target.goarch, tree, abi);
  return views.target.files
    .filter((file) => (only === undefined || file.path === only) && mayHoldTable(file.text))
    .flatMap((file) => {
      const sight: Sight = { place: { view: views.target, file }, typing, context };
      return tablesOf(file, sight).flatMap((table) => findingOf(table, file, sight) ?? []);
    });
}

function tablesOf(file: GoFile, sight: Sight): readonly Table[] {
  const nodes = file.tree.rootNode.descendantsOfType([
    'expression_switch_statement',
    'composite_literal',
    'if_statement',
  ]);
  return nodes.flatMap((node): readonly Table[] => {
    if (node.type === 'expression_switch_statement') return [switchTable(node, sight) ?? []].flat();
    if (node.type === 'if_statement') return [conditionTable(node, sight) ?? []].flat();
    return [mapTable(node, sight) ?? listTable(node, sight) ?? []].flat();
  });
}

function findingOf(table: Table, file: GoFile, sight: Sight): Finding | undefined {
  const { context } = sight;
  const names = table.rows.flatMap((row) => row.names.map(({ name }) => name));
  const isGoarch = table.key?.isGoarch === true;
  const lacking = lackingTarget(names, context, isGoarch ? 'go' : undefined);
  if (!lacking || !isTable(table, lacking, file) || isForOtherSystem(table.node)) return undefined;
  const remedy = remedyFor(table, lacking, sight);
  if (table.consequence?.kind === 'itself' && !isOtherThanKey(remedy.entry)) return undefined;
  return {
    rule: architectureTable.id,
    severity: severityOf(table, file),
    certainty: lacking.foreign === undefined ? 'likely' : 'certain',
    ...locationOf(file.path, table.at),
    message: messageOf(table, lacking, remedy, context),
    fixes: remedy.fix ? [remedy.fix] : [],
  };
}

/** How many architectures beside the host a list, or a map without a check, has to name before it looks like what is supported. */
const listed = 2;

/** Whether a table is one of what is supported, and not of special cases. */
function isTable(table: Table, { others, foreign }: NamedArchitectures, file: GoFile): boolean {
  const { shape, key, rows, strangers, consequence } = table;
  if (strangers > rows.flatMap(({ names }) => names).length) return false;
  if (foreign !== undefined) return true;
  const isGoarch = key?.isGoarch === true;
  // What a test looks up by another name than its own GOARCH is data.
  if (file.isTest && !isGoarch) return false;
  if (shape === 'list' && !consequence) return others.length >= listed && strangers === 0;
  if (consequence?.kind === 'zero' && !isGoarch) return others.length >= listed;
  return consequence !== undefined;
}

/** Whether an entry gives another name than its key. */
function isOtherThanKey(entry: string | undefined): boolean {
  const [, key, value] = /^("[^"]*"): (.*)$/.exec(entry ?? '') ?? [];
  return key !== undefined && value !== key;
}

function severityOf({ shape, key, consequence }: Table, file: GoFile): Severity {
  if (file.isTest || (shape === 'list' && !consequence) || !consequence) return 'info';
  if (/^(?:panic|error|exit|log)$/.test(consequence.kind)) return 'warning';
  return key?.isGoarch === true && consequence.kind === 'zero' ? 'warning' : 'info';
}
