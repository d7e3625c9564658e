import { locationOf } from '../../go/nodes';
import type { GoFile, GoTree } from '../../go/packages';
import type { SyntaxNode } from '../../go/syntax';
import { makeTyping } from '../../go/typing';
import type { Finding, Location } from '../../types';
import { isForOtherSystem } from '../architectureTable/key';
import type { Sight } from '../architectureTable/names';
import type { Needle, PackageViews, Rule, RuleContext } from '../rule';
import { wrongInCondition } from './conditions';
import { documentation } from './documentation';
import { wrongInLiteral } from './literals';
import { wrongInSwitch } from './switches';
import { wrongDeclarations, type WrongDeclaration } from './views';
import { otherOrder, type ByteOrder } from './words';
import type { WrongOrder } from './wrong';

const order = /(?:big|little)_?endian|ELFDATA2|"bpfe|"(?:big|little)"/i;
const keyed = /GOARCH|["`](?:linux\/)?mips/;
const needles: readonly Needle[] = [
  { text: 'BigEndian', confirm: keyed },
  { text: '"mips', confirm: order },
];

/** Code that gives the target the other byte order than it has. */
export const byteOrder: Rule = {
  id: 'byte-order',
  severity: 'error',
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
  const { abi, host, target } = context;
  const typing = makeTyping('target', target.goarch, tree, abi);
  const isWanted = (file: GoFile): boolean => only === undefined || file.path === only;
  const inCode = views.target.files
    .filter((file) => isWanted(file) && order.test(file.text) && keyed.test(file.text))
    .flatMap((file) => {
      const sight: Sight = { place: { view: views.target, file }, typing, context };
      return wrongIn(file, sight).map((wrong) => findingOf(wrong, file, context));
    });
  const inViews = wrongDeclarations(views, host, target)
    .filter(({ declaration }) => isWanted(declaration.file))
    .map((wrong) => declarationFinding(wrong, context));
  return [...inCode, ...inViews];
}

function wrongIn(file: GoFile, sight: Sight): readonly WrongOrder[] {
  const nodes = file.tree.rootNode.descendantsOfType([
    'expression_switch_statement',
    'call_expression',
    'binary_expression',
    'keyed_element',
    'literal_value',
  ]);
  const found = nodes.flatMap((node) => lookAt(node, sight) ?? []).filter(({ at }) => !isForOtherSystem(at));
  // An entry and the struct in it are one place.
  return found.filter(
    ({ at }, index) => found.findIndex((one) => one.at.startIndex === at.startIndex) === index,
  );
}

function lookAt(node: SyntaxNode, sight: Sight): WrongOrder | undefined {
  switch (node.type) {
    case 'expression_switch_statement':
      return wrongInSwitch(node, sight);
    case 'keyed_element':
    case 'literal_value':
      return wrongInLiteral(node, sight);
    default:
      return wrongInCondition(node, sight);
  }
}

function findingOf({ at, how, isGoarch, fix }: WrongOrder, file: GoFile, context: RuleContext): Finding {
  const isSure = isGoarch && !file.isTest;
  return {
    rule: byteOrder.id,
    severity: how.kind === 'uname' || file.isTest ? 'info' : isSure ? 'error' : 'warning',
    certainty: isSure ? 'certain' : 'likely',
    ...locationOf(file.path, at),
    message: messageOf(how, context),
    fixes: fix ? [{ title: fix.title, safe: isGoarch, edits: fix.edits }] : [],
  };
}

function messageOf(how: WrongOrder['how'], context: RuleContext): string {
  const { target, t } = context;
  const [own, other] = [target.endian, otherOrder(target.endian)].map((one) => named(one, context));
  switch (how.kind) {
    case 'named':
      return t('{0} is {1}, and here it is taken for {2}', target.goarch, own ?? '', other ?? '');
    case 'default':
      return t(
        '{0} is {1}; the cases do not name it, and all others are taken for {2}',
        target.goarch,
        own ?? '',
        other ?? '',
      );
    case 'uname':
      return t(
        'uname says {0} on {1} as well, which is {2}; here it is taken for {3}',
        how.name,
        target.goarch,
        own ?? '',
        other ?? '',
      );
    case 'prefix':
      return t(
        '{0} begins with {1} too and is {2}; here it is taken for {3}',
        target.goarch,
        how.prefix,
        own ?? '',
        other ?? '',
      );
  }
}

function declarationFinding({ declaration, onHost }: WrongDeclaration, context: RuleContext): Finding {
  const { host, target, t } = context;
  const at: Location = locationOf(declaration.file.path, declaration.nameNode);
  return {
    rule: byteOrder.id,
    severity: 'error',
    certainty: 'certain',
    ...at,
    message: t(
      '{0} is {1}, but its build takes {2} from this file for {3}; that of {4} takes it from {5}',
      target.goarch,
      named(target.endian, context),
      declaration.name,
      named(otherOrder(target.endian), context),
      host.goarch,
      onHost.file.path.slice(onHost.file.path.lastIndexOf('/') + 1),
    ),
    fixes: [],
  };
}

function named(one: ByteOrder, { t }: RuleContext): string {
  return one === 'big' ? t('big-endian') : t('little-endian');
}
