import type { Place } from '../../go/types';
import type { Typing } from '../../go/typing';
import { familyArguments, type FamilyArgument } from './calls';
import { mayHoldNumber } from './candidates';
import { isKnown, meaningOf } from './families';
import { namedConstants } from './namedConstants';
import type { AbiNumbers } from './numbers';
import { asksForGoarch, isFiledUnderItself, numberIn, type WrittenNumber } from './places';
import type { SyntaxNode } from '../../go/syntax';

/** A number that is handed to a call which takes the kernel's. */
export interface PassedNumber {
  readonly argument: FamilyArgument;
  readonly number: WrittenNumber;
}

/** The numbers that a file hands to calls which take the kernel's. */
export function passedNumbers(place: Place, typing: Typing, numbers: AbiNumbers): readonly PassedNumber[] {
  const found = place.file.tree.rootNode
    .descendantsOfType('call_expression')
    .flatMap((call) => familyArguments(call, place, typing, numbers))
    .flatMap((argument) => {
      const number = numberIn(argument.node, place, typing);
      if (!number || asksForGoarch(argument.node)) return [];
      const mayBeAskedFor = argument.family === 'signal' || argument.family === 'errno';
      if (mayBeAskedFor && isFiledUnderItself(argument.node, number.value)) return [];
      return [{ argument, number }];
    });
  // A file whose errors go past those of Linux has Windows' in it.
  const hasForeignErrors = found.some(
    ({ argument, number }) =>
      argument.family === 'errno' && number.value !== 0n && !isKnown(number.value, 'errno', numbers),
  );
  return hasForeignErrors ? found.filter(({ argument }) => argument.family !== 'errno') : found;
}

/** The constants, one or several flags, that a literal or a constant's name stands for; empty where that is unknown or the same everywhere. */
export function constantsMeant(
  node: SyntaxNode,
  place: Place,
  typing: Typing,
  numbers: AbiNumbers,
): readonly string[] {
  if (!mayHoldNumber(place.file.text, numbers)) return [];
  const isIt = (number: WrittenNumber): boolean => number.node.startIndex === node.startIndex;
  const constant = namedConstants(place.file, numbers).find(({ number }) => isIt(number));
  if (constant) return constant.meaning.names;
  const passed = passedNumbers(place, typing, numbers).find(({ number }) => isIt(number));
  return (passed && meaningOf(passed.number.value, passed.argument.family, numbers)?.names) ?? [];
}
