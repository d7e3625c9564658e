import { unquote } from '../../shell/shellTokens';
import type { DockerfileReading, DockerInstruction } from '../dockerfile/readDockerfile';
import { commandName, effectiveWords } from './script';
import type { Script } from './script';

/** What a stage has copied in from the build context. */
export interface Copied {
  /** Paths in the context, by the last element of their path in the image. */
  readonly byName: Map<string, string>;
  /** What may be folders, by their path in the image; the last ones, so that a program's arguments are looked up quickly. */
  readonly folders: Map<string, string>;
  /** Where relative paths start. */
  workdir: string;
}

const mostFolders = 32;

/** Nothing yet. */
export function nothingCopied(): Copied {
  return { byName: new Map(), folders: new Map(), workdir: '/' };
}

/** Notes what COPY and ADD bring from the build context. */
export function noteCopied(reading: DockerfileReading, instruction: DockerInstruction, copied: Copied): void {
  const { args, flags } = instruction;
  if (!args || flags.some(({ name }) => name === 'from')) return;
  const words = argumentWords(reading.text.slice(args.start, args.end));
  const destination = words.at(-1) ?? '';
  for (const source of words.slice(0, -1)) {
    if (/^https?:|[*?[$]/.test(source)) continue;
    const path = source.replace(/^\.?\/|^\.$/, '').replace(/\/+$/, '');
    if (path !== '') copied.byName.set(lastElement(path), path);
    if (path !== '' && words.length === 2 && !/[/.]$/.test(destination)) {
      copied.byName.set(lastElement(destination), path);
    }
    const folder = absolute(destination, copied);
    copied.folders.delete(folder);
    copied.folders.set(folder, path);
    if (copied.folders.size > mostFolders) copied.folders.delete(copied.folders.keys().next().value ?? '');
  }
}

/** Notes where an instruction WORKDIR goes. */
export function noteWorkdir(text: string, copied: Copied): void {
  if (!text.includes('$')) copied.workdir = absolute(unquote(text), copied);
}

/** The copied files that a script may run: paths in the context, of which not all have to be there. */
export function ranByScript(script: Script, copied: Copied): readonly string[] {
  return script.commands.flatMap((command) => {
    const words = effectiveWords(command);
    const starts = /^(?:ba|da|a)?sh$|^source$|^\.$/.test(commandName(words));
    const operand = words.slice(1).find(({ text }) => !text.startsWith('-'));
    return inContext(unquote((starts ? operand : words[0])?.text ?? ''), copied);
  });
}

/** The copied files that the words of ENTRYPOINT, CMD or a RUN in JSON form may run. */
export function ranByWords(text: string, copied: Copied): readonly string[] {
  const words = argumentWords(text).flatMap((word) => word.split(/\s+/));
  return words.slice(0, 4).flatMap((word) => inContext(word, copied));
}

function inContext(program: string, copied: Copied): readonly string[] {
  if (program === '' || program.includes('$')) return [];
  const named = copied.byName.get(lastElement(program));
  const path = absolute(program, copied);
  const inFolders = [...copied.folders].flatMap(([folder, source]) => {
    const prefix = folder === '/' ? '/' : `${folder}/`;
    // A name alone is looked for in the folders of programs.
    const rest = program.includes('/')
      ? path.startsWith(prefix) && path.slice(prefix.length)
      : /\/s?bin$/.test(folder) && program;
    return rest === false || rest === '' ? [] : [source === '' ? rest : `${source}/${rest}`];
  });
  return [...(named === undefined ? [] : [named]), ...inFolders];
}

function absolute(path: string, { workdir }: Copied): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${workdir}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
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
