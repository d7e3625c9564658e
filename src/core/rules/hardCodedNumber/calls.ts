import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import type { FamilyName } from './families';
import type { AbiNumbers } from './numbers';
import { withoutConversions } from '../rawCalls';
import { abiNameOf, numberIn, operandsOf, type AbiName } from './places';

/** An argument for which constants of a family are wanted. */
export interface FamilyArgument {
  readonly node: SyntaxNode;
  readonly family: FamilyName;
  /** The package whose function or type is called. */
  readonly callee: AbiName;
  /** Whether a function of the tree's own is called, which only its name says anything of. */
  readonly isHelper: boolean;
}

type Arguments = Readonly<Partial<Record<number, FamilyName>>>;

const helperName = /^(?:\w+\.)?_?(?:sys|raw|do)?ioctl$/i;
const helper: AbiName = { package: 'golang.org/x/sys/unix', name: 'ioctl' };

/** A call of a function called ioctl with a number for its request. */
export const helperCall = /\b_?(?:sys|raw|do)?ioctl\([^,;{}()]{1,40}(?:\(\))?\)?,\s*0[xX]/i;

const rawCall = /^(?:Raw|AllThreads)?Syscall6?(?:NoError)?$/;

/** Which argument, from 0, of which function or conversion takes what. */
const ofFunctions: Readonly<Record<string, Arguments>> = {
  Socket: { 1: 'socket' },
  Socketpair: { 1: 'socket' },
  Open: { 1: 'open' },
  Openat: { 2: 'open' },
  FcntlInt: { 1: 'fcntl' },
  FcntlFlock: { 1: 'fcntl' },
  Mmap: { 4: 'mmap' },
  Getrlimit: { 0: 'resource' },
  Setrlimit: { 0: 'resource' },
  Prlimit: { 1: 'resource' },
  Kill: { 1: 'signal' },
  Tgkill: { 2: 'signal' },
  PidfdSendSignal: { 1: 'signal' },
  Signal: { 0: 'signal' },
  Errno: { 0: 'errno' },
};

/** The same for raw system calls, whose number is argument 0. */
const ofRawCalls: Readonly<Record<string, Arguments>> = {
  SYS_IOCTL: { 2: 'ioctl' },
  SYS_SOCKET: { 2: 'socket' },
  SYS_SOCKETPAIR: { 2: 'socket' },
  SYS_SETSOCKOPT: { 2: 'level', 3: 'option' },
  SYS_GETSOCKOPT: { 2: 'level', 3: 'option' },
  SYS_OPEN: { 2: 'open' },
  SYS_OPENAT: { 3: 'open' },
  SYS_FCNTL: { 2: 'fcntl' },
  SYS_MMAP: { 4: 'mmap' },
  SYS_GETRLIMIT: { 1: 'resource' },
  SYS_SETRLIMIT: { 1: 'resource' },
  SYS_PRLIMIT64: { 2: 'resource' },
  SYS_KILL: { 2: 'signal' },
  SYS_TKILL: { 2: 'signal' },
  SYS_TGKILL: { 3: 'signal' },
};

/** The arguments of a call for which numbers of the kernel's are wanted; an OR counts by its operands. */
export function familyArguments(
  call: SyntaxNode,
  place: Place,
  typing: Typing,
  numbers: AbiNumbers,
): readonly FamilyArgument[] {
  const called = call.childForFieldName('function');
  const args = partsOf(call.childForFieldName('arguments'));
  const callee = called && abiNameOf(called, place, typing);
  if (!callee) {
    const [, request] = args;
    // Such a function hands its request on, and has it named after the kernel's call.
    return called && request && helperName.test(called.text) && request.type === 'int_literal'
      ? [{ node: request, family: 'ioctl', callee: helper, isHelper: true }]
      : [];
  }
  const taken = takenBy(callee, args, place, typing);
  return Object.entries(taken).flatMap(([index, family]) => {
    const node = args[Number(index)];
    if (!node || family === undefined) return [];
    if (family === 'option' && !isSocketLevel(args[Number(index) - 1], place, typing, numbers)) return [];
    return operandsOf(node).map((operand) => ({ node: operand, family, callee, isHelper: false }));
  });
}

function takenBy(callee: AbiName, args: readonly SyntaxNode[], place: Place, typing: Typing): Arguments {
  const { name } = callee;
  if (rawCall.test(name)) {
    const [first] = args;
    const called = first && abiNameOf(withoutConversions(first), place, typing)?.name;
    const taken = called !== undefined && Object.hasOwn(ofRawCalls, called) ? ofRawCalls[called] : undefined;
    return { 0: 'syscall', ...taken };
  }
  if (/^[GS]etsockopt/.test(name)) return { 1: 'level', 2: 'option' };
  if (name.startsWith('Ioctl')) {
    // Some of them know their request themselves; those that take it take it as uint.
    const params = typing.abi.table(callee.package, typing.goarch).function(name)?.params;
    return params?.[1] === 'uint' ? { 1: 'ioctl' } : {};
  }
  return Object.hasOwn(ofFunctions, name) ? (ofFunctions[name] ?? {}) : {};
}

/** Whether an argument is SOL_SOCKET; the options of other levels are numbered alike everywhere. */
function isSocketLevel(
  node: SyntaxNode | undefined,
  place: Place,
  typing: Typing,
  numbers: AbiNumbers,
): boolean {
  if (!node) return false;
  if (abiNameOf(node, place, typing)?.name === 'SOL_SOCKET') return true;
  const level = numbers.named('SOL_SOCKET');
  return level !== undefined && numberIn(node, place, typing)?.value === level.host;
}
