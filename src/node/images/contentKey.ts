import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readDockerfile,
  type DockerInstruction,
  type DockerfileReading,
} from '../../core/images/dockerfile/readDockerfile';
import { joinPath } from '../../core/manifest/paths';
import { compareText } from '../../core/order';

/**
 * Adds to a hash what of a context a Dockerfile can take: the files that COPY
 * and ADD name, or the whole context where they name patterns. Times do not
 * count; names, modes, links and contents do.
 *
 * @throws the file system's error where a file cannot be read
 */
export async function hashContext(
  hash: Hash,
  context: string,
  dockerfile: string,
  args: ReadonlyMap<string, string>,
): Promise<void> {
  for (const path of copiedPaths(readDockerfile(dockerfile, args))) await hashPath(hash, context, path);
}

/** Folders that no image is made of, and that would change with every build. */
const left: ReadonlySet<string> = new Set(['.git', '.mips-port']);

async function hashPath(hash: Hash, context: string, path: string): Promise<void> {
  const absolute = join(context, path);
  const stats = await lstat(absolute).catch(() => undefined);
  if (!stats) {
    // The build says it better.
    hash.update(`missing ${path}\0`);
  } else if (stats.isSymbolicLink()) {
    hash.update(`link ${path}\0${await readlink(absolute)}\0`);
  } else if (stats.isDirectory()) {
    hash.update(`folder ${path} ${stats.mode & 0o777}\0`);
    const names = (await readdir(absolute)).filter((name) => !left.has(name)).sort(compareText);
    for (const name of names) await hashPath(hash, context, joinPath(path, name));
  } else if (stats.isFile()) {
    hash.update(`file ${path} ${stats.mode & 0o777} ${stats.size}\0`);
    for await (const part of createReadStream(absolute)) hash.update(part as Buffer);
  }
}

/** The paths in the context that a Dockerfile takes; the context itself where that cannot be told. */
function copiedPaths(reading: DockerfileReading): readonly string[] {
  const found = new Set<string>();
  for (const instruction of reading.instructions) {
    const fromElsewhere = instruction.flags.some(({ name }) => name === 'from');
    if (/^(?:COPY|ADD)$/.test(instruction.keyword) && !fromElsewhere) {
      const sources = sourcesOf(instruction, reading);
      if (sources === undefined) return ['.'];
      for (const source of sources) found.add(joinPath(source));
    }
    const mounts = instruction.flags.filter(
      ({ name, value }) => name === 'mount' && !/(?:^|,)from=/.test(value),
    );
    if (mounts.some(({ value }) => !/(?:^|,)type=(?:cache|tmpfs|secret|ssh)(?:,|$)/.test(value)))
      return ['.'];
  }
  return [...found].sort(compareText);
}

/** Undefined where a source is a pattern or not known. */
function sourcesOf(
  instruction: DockerInstruction,
  reading: DockerfileReading,
): readonly string[] | undefined {
  const { args } = instruction;
  if (!args) return [];
  const text = reading.text.slice(args.start, args.end);
  if (/<<-?["']?\w/.test(text) || text.includes('\n')) return undefined;
  const words = text.startsWith('[') ? jsonWords(text) : text.trim().split(/\s+/);
  const sources: string[] = [];
  for (const word of (words ?? []).slice(0, -1)) {
    const value = reading.expand(word, instruction);
    if (value === undefined || /[*?[\\"']/.test(value)) return undefined;
    if (!/^(?:https?:\/\/|git@)/.test(value)) sources.push(value.replace(/^\/+/, ''));
  }
  return words && sources;
}

function jsonWords(text: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A hash over parts that cannot run into each other. */
export function hashOf(...parts: readonly string[]): Hash {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash;
}
