import { parse } from 'yaml';
import type { SourceFiles } from '../files';

/** The names golangci-lint looks for, in its order. */
const configNames = ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json'];

/** Linters that golangci-lint's `style` preset of version 1 turns on, as far as we ask for them. */
const stylePreset = new Set(['unconvert']);

/** What of a golangci-lint configuration decides whether a linter runs. */
export interface LinterChoice {
  readonly all: boolean;
  readonly enable: readonly string[];
  readonly disable: readonly string[];
  readonly presets: readonly string[];
}

/** What configurations were read as, by their text; undefined for one that says nothing. */
export type LinterChoices = Map<string, LinterChoice | undefined>;

/**
 * Whether the golangci-lint configuration that applies to a file (the nearest
 * one in its folder or above, versions 1 and 2) enables `unconvert`, which
 * reports conversions that amd64 does not need.
 *
 * @param known What configurations were read as, by their text; kept by callers that ask often.
 */
export function enablesUnconvert(
  file: string,
  files: SourceFiles,
  known: LinterChoices = new Map(),
): boolean {
  const choice = nearestChoice(file, files, known);
  if (!choice || choice.disable.includes('unconvert')) return false;
  if (choice.all || choice.enable.includes('unconvert')) return true;
  return choice.presets.includes('style') && stylePreset.has('unconvert');
}

function nearestChoice(file: string, files: SourceFiles, known: LinterChoices): LinterChoice | undefined {
  for (let dir = parentOf(file); ; dir = parentOf(dir)) {
    for (const name of configNames) {
      const text = files.readText(dir === '' ? name : `${dir}/${name}`);
      if (text === undefined) continue;
      if (!known.has(text)) known.set(text, name.endsWith('.toml') ? fromToml(text) : fromYaml(text));
      return known.get(text);
    }
    if (dir === '') return undefined;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** JSON is YAML too. A file that does not parse enables nothing. */
function fromYaml(text: string): LinterChoice | undefined {
  let content: unknown;
  try {
    content = parse(text);
  } catch {
    return undefined;
  }
  const linters = isRecord(content) ? content['linters'] : undefined;
  return isRecord(linters) ? choiceOf(linters) : undefined;
}

function choiceOf(linters: Readonly<Record<string, unknown>>): LinterChoice {
  return {
    all: linters['default'] === 'all' || linters['enable-all'] === true,
    enable: strings(linters['enable']),
    disable: strings(linters['disable']),
    presets: strings(linters['presets']),
  };
}

/** Reads the few keys of `[linters]` that count; arrays may span lines. */
function fromToml(text: string): LinterChoice {
  const section = /^\[linters\][ \t]*(?:#.*)?$([\s\S]*?)(?=^\[|$(?![\s\S]))/m.exec(text)?.[1] ?? '';
  const plain = section.replace(/#.*$/gm, '');
  const list = (key: string): readonly string[] => {
    const body = new RegExp(`^\\s*${key}\\s*=\\s*\\[([^\\]]*)\\]`, 'm').exec(plain)?.[1] ?? '';
    return [...body.matchAll(/["']([^"']*)["']/g)].map((match) => match[1] ?? '');
  };
  return {
    all: /^\s*(?:default\s*=\s*["']all["']|enable-all\s*=\s*true)/m.test(plain),
    enable: list('enable'),
    disable: list('disable'),
    presets: list('presets'),
  };
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
