import type { Random } from './random';

/** Pieces that upset a Go parser where they do not belong. */
const pieces = [
  ...[
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '"',
    '`',
    "'",
    '/*',
    '*/',
    '//',
    '\r\n',
    '\n\n',
    '\u0000',
    '\ufeff',
    '\ud83d',
  ],
  ...[
    '😀',
    '…',
    ':=',
    '<-',
    '...',
    'func',
    'type',
    'import "C"',
    'package q',
    '//go:build !mips64le\n',
    '0x',
    '\\',
  ],
];

/**
 * Changes a text as editing, merging and corruption do: bytes go, come or
 * double, words change places, lines end in CRLF, the end is missing.
 */
export function mutate(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const length = 1 + random.below(random.pick([3, 40, 400]));
  const cut = text.slice(at, at + length);
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + length);
    case 1:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at);
    case 2:
      return text.slice(0, at) + cut + cut + text.slice(at + length);
    case 3:
      return text.slice(0, at);
    case 4:
      return swapWords(text, random);
    case 5:
      return text.slice(0, at) + cut.replaceAll('\n', '\r\n') + text.slice(at + length);
    case 6:
      return text.slice(0, at) + text.slice(at).replace(/[{}()]/, '');
    default:
      return text.slice(0, at) + random.pick(pieces) + text.slice(at + length);
  }
}

function swapWords(text: string, random: Random): string {
  const words = [...text.matchAll(/\w+|[^\w\s]/g)];
  if (words.length < 2) return text;
  const [first, second] = [random.pick(words), random.pick(words)].sort((a, b) => a.index - b.index);
  if (first === undefined || second === undefined || first === second) return text;
  return (
    text.slice(0, first.index) +
    second[0] +
    text.slice(first.index + first[0].length, second.index) +
    first[0] +
    text.slice(second.index + second[0].length)
  );
}
