import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import { LineIndex } from '../../positions';
import { namesOf, type NameWorld } from '../../target/architectureNames';
import type { Target } from '../../target/targets';
import type { Edit } from '../../types';
import { statementsOf } from '../architectureTable/consequence';
import { keyOf } from '../architectureTable/key';
import { stringOf, type Sight } from '../architectureTable/names';
import { functionName } from '../architectureTable/table';
import { orderOfStatements, otherOrder, type ByteOrder } from './words';
import type { WrongOrder } from './wrong';

interface Clause {
  readonly node: SyntaxNode;
  readonly labels: readonly SyntaxNode[];
  readonly names: readonly (string | undefined)[];
  readonly order: ByteOrder | undefined;
}

/** Worlds whose names for MIPS tell byte orders apart. */
const distinct: readonly NameWorld[] = ['go', 'debian', 'libseccomp', 'scmp'];

/** The names that are one target's alone. */
export function ownNames({ goarch }: Target): readonly string[] {
  return distinct.flatMap((world) => namesOf(goarch, world).slice(0, 1));
}

/** A switch on an architecture that gives the target the wrong byte order, and the host not. */
export function wrongInSwitch(node: SyntaxNode, sight: Sight): WrongOrder | undefined {
  const { host, target } = sight.context;
  const tag = node.childForFieldName('value');
  const key = tag && keyOf(tag, sight);
  if (!key) return undefined;
  const clauses = clausesOf(node, sight);
  const wrong = otherOrder(target.endian);
  const holds =
    (names: readonly string[]) =>
    (clause: Clause): boolean =>
      clause.names.some((name) => name !== undefined && names.includes(name));
  const hostNames = [...ownNames(host), ...namesOf(host.goarch, 'uname')];
  const hostClause = clauses.find(holds(hostNames));
  const targetNames = key.isGoarch ? [target.goarch] : ownNames(target);
  const targetClause = clauses.find(holds(targetNames));
  const fallback = clauses.find((clause) => clause.node.type === 'default_case');
  if (targetClause) {
    if (targetClause.order !== wrong || targetClause === hostClause) return undefined;
    const index = targetClause.names.findIndex((name) => name !== undefined && targetNames.includes(name));
    const label = targetClause.labels[index];
    const edits = label && moveLabel(label, targetClause, clauses, sight);
    return (
      label && {
        at: label,
        how: { kind: 'named' },
        isGoarch: key.isGoarch,
        ...(edits && {
          fix: { title: sight.context.t('Move {0} to the other byte order', label.text), edits },
        }),
      }
    );
  }
  const both = key.isGoarch ? undefined : unameClause(clauses, hostClause, target);
  if (both)
    return both.clause.order === wrong
      ? { at: both.label, how: { kind: 'uname', name: target.uname }, isGoarch: false }
      : undefined;
  if (fallback?.order !== wrong || !hostClause || hostClause.order !== host.endian) return undefined;
  if (hostClause.order !== target.endian) return undefined;
  const [statement] = statementsOf(fallback.node);
  const last = hostClause.labels.at(-1);
  const quoted = last?.type === 'interpreted_string_literal' && hostClause.names.includes(host.goarch);
  return (
    statement && {
      at: statement,
      how: { kind: 'default' },
      isGoarch: key.isGoarch,
      ...(last &&
        quoted && {
          fix: {
            title: sight.context.t('Name {0} in the case as well', target.goarch),
            edits: [edit(last.endIndex, last.endIndex, `, "${target.goarch}"`, sight)],
          },
        }),
    }
  );
}

function clausesOf(node: SyntaxNode, sight: Sight): readonly Clause[] {
  const within = functionName(node);
  return partsOf(node)
    .filter((one) => one.type === 'expression_case' || one.type === 'default_case')
    .map((one) => {
      const labels = partsOf(one.childForFieldName('value'));
      return {
        node: one,
        labels,
        names: labels.map((label) => stringOf(label, sight)),
        order: orderOfStatements(statementsOf(one), within),
      };
    });
}

/** The case of what `uname -m` says, where the switch is in those names and they do not tell the byte orders apart. */
function unameClause(
  clauses: readonly Clause[],
  hostClause: Clause | undefined,
  { uname }: Target,
): { readonly clause: Clause; readonly label: SyntaxNode } | undefined {
  const all = clauses.flatMap(({ names }) => names);
  if (!all.some((name) => name === 'x86_64' || name === 'aarch64') || uname === 'x86_64') return undefined;
  const clause = clauses.find(({ names }) => names.includes(uname));
  const label = clause?.labels[clause.names.indexOf(uname)];
  return clause && label && clause !== hostClause ? { clause, label } : undefined;
}

/** Takes a label out of its case, and adds it to one of the right order where there is one. */
function moveLabel(
  label: SyntaxNode,
  from: Clause,
  clauses: readonly Clause[],
  sight: Sight,
): readonly Edit[] | undefined {
  const { endian } = sight.context.target;
  const to = clauses.find(({ node, order }) => node.type === 'expression_case' && order === endian);
  const last = to?.labels.at(-1);
  const fallback = clauses.find(({ node }) => node.type === 'default_case');
  if (from.labels.length < 2 || (!last && fallback?.order !== endian)) return undefined;
  const index = from.labels.indexOf(label);
  const [before, after] = [from.labels[index - 1], from.labels[index + 1]];
  const removed = after
    ? edit(label.startIndex, after.startIndex, '', sight)
    : edit(before?.endIndex ?? label.startIndex, label.endIndex, '', sight);
  return last ? [removed, edit(last.endIndex, last.endIndex, `, ${label.text}`, sight)] : [removed];
}

/** Replaces the text between two offsets. */
export function edit(from: number, to: number, newText: string, { place }: Sight): Edit {
  return { file: place.file.path, ...new LineIndex(place.file.text).range(from, to), newText };
}
