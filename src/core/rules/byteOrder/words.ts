import { partsOf } from '../../go/nodes';
import type { SyntaxNode } from '../../go/syntax';
import type { Target } from '../../target/targets';

export type ByteOrder = Target['endian'];

const big = /big_?endian|ELFDATA2MSB|"big(?:-endian)?"|"bpfeb"|\bEndianBig\b/i;
const little = /little_?endian|ELFDATA2LSB|"little(?:-endian)?"|"bpfel"|\bEndianLittle\b/i;
/** Code longer than this does more than to say an order. */
const maxLength = 300;

export function otherOrder(order: ByteOrder): ByteOrder {
  return order === 'big' ? 'little' : 'big';
}

/** The byte order that a short piece of code names; undefined for none, for both, and for longer code. */
export function orderOfText(text: string): ByteOrder | undefined {
  const code = text.replace(/\/\/.*|\/\*[^]*?\*\//g, '');
  if (code.length > maxLength) return undefined;
  const found = [big.test(code), little.test(code)];
  if (found[0] === found[1]) return undefined;
  const named: ByteOrder = found[0] === true ? 'big' : 'little';
  const hasTruth = /=\s*(true|false)\b/.exec(code)?.[1];
  return hasTruth === 'false' ? otherOrder(named) : named;
}

/** The byte order that statements decide on, in a function of this name: `return true` of `isBigEndian` does. */
export function orderOfStatements(
  statements: readonly SyntaxNode[],
  functionName: string,
): ByteOrder | undefined {
  const text = statements.map((one) => one.text).join('\n');
  const [only, ...more] = statements;
  const value = only?.type === 'return_statement' && more.length === 0 ? partsOf(only)[0]?.text : undefined;
  if (value !== 'true' && value !== 'false') return orderOfText(text);
  const promised = orderOfText(functionName);
  return promised && (value === 'true' ? promised : otherOrder(promised));
}
