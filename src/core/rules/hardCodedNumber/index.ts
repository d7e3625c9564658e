import { locationOf } from '../../go/nodes';
import type { GoFile, GoTree } from '../../go/packages';
import { makeTyping } from '../../go/typing';
import { abiPackage } from '../../go/typesOfPackages';
import type { Finding } from '../../types';
import type { PackageViews, Rule, RuleContext } from '../rule';
import { helperCall, type FamilyArgument } from './calls';
import { mayHoldNumber } from './candidates';
import { documentation } from './documentation';
import { meaningOf, type Meaning } from './families';
import { encodingNumbers, encodingPattern, encodingTexts } from './ioctlEncoding';
import { nameFix, type Naming } from './nameFix';
import { namedConstants, numberNamed, type NamedConstant } from './namedConstants';
import { abiNumbers, writtenLike, type AbiNumbers } from './numbers';
import { isForAllSystems } from './ownNumbering';
import { passedNumbers } from './passedNumbers';
import { isReached } from './reached';
import type { WrittenNumber } from './places';

export { mayHoldNumber } from './candidates';
export { abiNumbers } from './numbers';
export { literalOf, numberIn } from './places';
export { constantsMeant } from './passedNumbers';

/** Numbers that compile everywhere and mean something else on the target. */
export const hardCodedNumber: Rule = {
  id: 'hard-coded-number',
  severity: 'error',
  documentation,
  fromPackage: (views, tree, context, only) => [
    ...ofPackage(views, tree, context, only),
    ...ofEncodings(views, context, only),
  ],
  needles: [
    ...encodingTexts.map((text) => ({ text, confirm: encodingPattern })),
    { text: 'octl(', confirm: helperCall, besideKernel: true },
  ],
};

/** The encoding of ioctl requests, in files of any package. */
function ofEncodings(
  views: PackageViews,
  context: RuleContext,
  only: string | undefined,
): readonly Finding[] {
  const { host, target } = context;
  const onHost = new Set(views.host.files.map((file) => file.path));
  return views.target.files
    .filter((file) => onHost.has(file.path) && (only === undefined || file.path === only))
    .flatMap((file) =>
      encodingNumbers(file, host.goarch, target.goarch).map(({ node, value, name, target: wanted }) => {
        const meaning: Meaning = { names: [name], target: wanted, unique: true };
        const naming: Naming = {
          node,
          file,
          number: { node, value, literal: node.text },
          meaning,
          types: [],
        };
        return finding(naming, true, false, views, context);
      }),
    );
}

function ofPackage(
  views: PackageViews,
  tree: GoTree,
  context: RuleContext,
  only: string | undefined,
): readonly Finding[] {
  const { abi, host, target } = context;
  // x/sys/unix has its numbers in files for each architecture, as syscall has.
  if (host.goarch === target.goarch || /(?:^|\/)golang\.org\/x\/sys\/unix$/.test(views.target.dir)) return [];
  const onHost = new Set(views.host.files.map((file) => file.path));
  // A file of only one side has been thought about by whoever split it.
  const shared = views.target.files.filter((file) => onHost.has(file.path));
  if (!shared.some((file) => file.imports.some((one) => abiPackage(one.path)))) return [];
  const numbers = abiNumbers(abi, host.goarch, target.goarch);
  const paths = new Set(shared.map((file) => file.path));
  const typing = makeTyping('target', target.goarch, tree, abi);
  const found = shared
    .filter((file) => (only === undefined || file.path === only) && mayHold(file.text, numbers))
    .flatMap((file) => [
      ...namedConstants(file, numbers)
        .map((constant) => declared(constant, file, views, context))
        .filter(({ certainty }) => certainty === 'certain' || !isForAllSystems(file, views.target)),
      ...passedNumbers({ view: views.target, file }, typing, numbers)
        .filter(({ number }) => isOurs(number, numbers, paths))
        .flatMap(({ argument, number }) => {
          const meaning = meaningOf(number.value, argument.family, numbers);
          return meaning ? [passed(argument, number, meaning, file, views, context)] : [];
        }),
    ]);
  return found.length > 0 && isReached(views.target.dir, tree) ? found : [];
}

function mayHold(text: string, numbers: AbiNumbers): boolean {
  return mayHoldNumber(text, numbers) || helperCall.test(text);
}

/** Whether a number is to be told about where it is used: not where its own declaration is told about, or is split by architecture. */
function isOurs(
  { constant, value }: WrittenNumber,
  numbers: AbiNumbers,
  shared: ReadonlySet<string>,
): boolean {
  if (!constant) return true;
  if (!shared.has(constant.file.path) || constant.file.text.includes('runtime.GOARCH')) return false;
  return numberNamed(constant.name, value, numbers) === undefined;
}

function passed(
  { family, callee, isHelper }: FamilyArgument,
  number: WrittenNumber,
  meaning: Meaning,
  file: GoFile,
  views: PackageViews,
  context: RuleContext,
): Finding {
  const isCertain =
    !isHelper &&
    (family === 'syscall' || (meaning.unique && meaning.target !== undefined && number.value >= 256n));
  return finding(
    {
      node: number.node,
      file,
      number,
      meaning,
      preferred: callee.package,
      types: family === 'signal' ? ['Signal'] : family === 'errno' ? ['Errno'] : [],
    },
    isCertain,
    true,
    views,
    context,
  );
}

function declared(constant: NamedConstant, file: GoFile, views: PackageViews, context: RuleContext): Finding {
  const { number, meaning, abi, isExact, type } = constant;
  return finding(
    { node: number.node, file, number, meaning, types: [] },
    // `sysOpen = 2` may be a count of somebody's own.
    number.value >= 256n || (abi.name.startsWith('SYS_') && (isExact || /^_*SYS_/.test(constant.name))),
    type === undefined || holds(type, meaning.target ?? 0n),
    views,
    context,
  );
}

/** Whether a type that a constant is declared with holds the target's number; only Go's own types are known. */
function holds(type: string, value: bigint): boolean {
  if (/^(?:u?int64|uintptr|u?int)$/.test(type)) return true;
  return (type === 'int32' && value < 1n << 31n) || (type === 'uint32' && value < 1n << 32n);
}

function finding(
  naming: Naming,
  isCertain: boolean,
  fixable: boolean,
  views: PackageViews,
  context: RuleContext,
): Finding {
  const fix = fixable ? nameFix(naming, views, context) : undefined;
  return {
    rule: hardCodedNumber.id,
    severity: isCertain ? 'error' : 'info',
    certainty: isCertain ? 'certain' : 'likely',
    ...locationOf(naming.file.path, naming.node),
    message: messageOf(naming, context),
    fixes: fix ? [fix] : [],
  };
}

/** `319 is SYS_MEMFD_CREATE on amd64; on mips64le it is 5314`. */
function messageOf({ number, meaning }: Naming, { t, host, target }: RuleContext): string {
  const name = meaning.names.join('|');
  return meaning.target === undefined
    ? t('{0} is {1} on {2}; {3} has no such number', number.literal, name, host.goarch, target.goarch)
    : t(
        '{0} is {1} on {2}; on {3} it is {4}',
        number.literal,
        name,
        host.goarch,
        target.goarch,
        writtenLike(meaning.target, number.literal),
      );
}
