import type { SourceFiles } from '../../files';
import { parseElf, type ElfHeader } from '../../target/elf';

/** How much of a file is read: an ELF header with the program headers of an executable. */
const headLength = 1024;

/** How many members of an archive are looked at: the first ones are indexes. */
const maxMembers = 6;

const archive = '!<arch>\n';

/** The ELF header of a file, or that of the first object in an `ar` archive; undefined where it is neither. */
export function elfOf(path: string, files: SourceFiles): ElfHeader | undefined {
  const head = files.readBytes?.(path, 0, headLength);
  if (!head) return undefined;
  return latin1(head.subarray(0, archive.length)) === archive ? firstMember(path, files) : parseElf(head);
}

/** Walks the members' headers of 60 bytes: name, times and owners, size at 48 in decimal (`ar.h`). */
function firstMember(path: string, files: SourceFiles): ElfHeader | undefined {
  let at = archive.length;
  for (let count = 0; count < maxMembers; count++) {
    const header = latin1(files.readBytes?.(path, at, 60) ?? new Uint8Array());
    const size = Number.parseInt(header.slice(48, 58), 10);
    if (header.length < 60 || header.slice(58) !== '`\n' || Number.isNaN(size)) return undefined;
    // BSD's archives put a long name before the content.
    const nameLength = Number(/^#1\/(\d+)/.exec(header)?.[1] ?? 0);
    const elf = parseElf(files.readBytes?.(path, at + 60 + nameLength, headLength) ?? new Uint8Array());
    if (elf) return elf;
    at += 60 + size + (size % 2);
  }
  return undefined;
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
