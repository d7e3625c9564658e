import { unquote } from '../../shell/shellTokens';
import type { DockerfileReading, DockerInstruction } from '../dockerfile/readDockerfile';
import { commandName, effectiveWords } from './script';
import type { Script } from './script';

/** The files of the build context that a stage has copied in, by the last element of their path in the image. */
export type Copied = Map<string, string>;

/** Notes what COPY and ADD bring from the build context. */
export function noteCopied(reading: DockerfileReading, instruction: DockerInstruction, copied: Copied): void {
  const { args, flags } = instruction;
  if (!args || flags.some(({ name }) => name === 'from')) return;
  const words = argumentWords(reading.text.slice(args.start, args.end));
  const destination = words.at(-1) ?? '';
  for (const source of words.slice(0, -1)) {
    if (/^https?:|[*?[$]/.test(source)) continue;
    const path = source.replace(/^\.?\//, '');
    copied.set(lastElement(path), path);
    if (words.length === 2 && !/[/.]$/.test(destination)) copied.set(lastElement(destination), path);
  }
}

/** The copied files that a script runs. */
export function ranByScript(script: Script, copied: Copied): readonly string[] {
  return script.commands.flatMap((command) => {
    const words = effectiveWords(command);
    const name = commandName(words);
    const starts = /^(?:ba|da|a)?sh$|^source$|^\.$/.test(name);
    const operand = words.slice(1).find(({ text }) => !text.startsWith('-'));
    const called = starts ? lastElement(unquote(operand?.text ?? '')) : name;
    return copied.get(called) ?? [];
  });
}

/** The copied files that the words of ENTRYPOINT, CMD or a RUN in JSON form run. */
export function ranByWords(text: string, copied: Copied): readonly string[] {
  const words = argumentWords(text).flatMap((word) => word.split(/\s+/));
  return words.slice(0, 4).flatMap((word) => copied.get(lastElement(word)) ?? []);
}

/** The words of an instruction, in JSON or with spaces between them. */
function argumentWords(text: string): readonly string[] {
  if (text.startsWith('[')) {
    try {
      const value: unknown = JSON.parse(text);
      if (Array.isArray(value)) return value.filter((word) => typeof word === 'string');
    } catch {
      return [];
    }
  }
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(unquote);
}

function lastElement(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '');
}
