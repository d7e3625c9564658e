import { expect } from 'vitest';
import { applyEdits, groupByFile } from '../../../../src/core/fix';
import { convertDockerfile } from '../../../../src/core/images/convert/convertDockerfile';
import type { Conversion, ConvertInput } from '../../../../src/core/images/convert/types';
import { english } from '../../../../src/core/l10n';
import { targetOf } from '../../support/ruleContext';

export interface Converted extends Conversion {
  /** What became of the Dockerfile. */
  readonly text: string;
  /** What became of the other files that changed. */
  readonly files: Readonly<Record<string, string>>;
}

/** Converts `image/Dockerfile` with the files beside it, and makes the edits. */
export function convert(
  text: string,
  files: Readonly<Record<string, string>> = {},
  options: Partial<ConvertInput> = {},
): Converted {
  const all: Readonly<Record<string, string>> = { ...files, 'image/Dockerfile': text };
  const conversion = convertDockerfile({
    path: 'image/Dockerfile',
    text,
    readFile: (path) => (Object.hasOwn(all, path) ? all[path] : undefined),
    bases: new Map(),
    packages: new Map(),
    target: targetOf('mips64le'),
    t: english,
    ...options,
  });
  const changed = [...groupByFile(conversion.edits)].map(([file, edits]): [string, string] => {
    const outcome = applyEdits(all[file], edits);
    if (outcome.kind !== 'edited') expect.fail(`${file}: ${outcome.reason}`);
    return [file, outcome.text];
  });
  const result = Object.fromEntries(changed);
  return { ...conversion, text: result['image/Dockerfile'] ?? text, files: result };
}

/** A Dockerfile of one line behind an Alpine base, and what became of that line. */
export function onAlpine(...lines: string[]): string {
  const { text } = convert(['FROM alpine:3.18', ...lines, ''].join('\n'));
  expect(text.split('\n')[0]).toBe('FROM debian:bookworm-slim');
  return text.split('\n').slice(1, -1).join('\n');
}
