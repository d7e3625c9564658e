import type { AbiTables } from '../target/abi';
import type { Goarch } from '../target/targets';

const packages = ['golang.org/x/sys/unix', 'syscall'] as const;

/** A file's text for another GOARCH. */
export interface TranslatedText {
  readonly text: string;
  /** Constants that look like numbers of the kernel's, and that the tables cannot translate. */
  readonly doubtful: readonly string[];
}

/**
 * Gives the constants of a file that is copied to another GOARCH that
 * GOARCH's numbers: `_SYS_GETUID = 102` of amd64 becomes 5100 on mips64le.
 * A constant counts where its name is one of `syscall`'s or `x/sys/unix`'s,
 * however it is spelled, and its value is the one of the GOARCH it is from.
 */
export function translateNumbers(text: string, from: Goarch, to: Goarch, abi: AbiTables): TranslatedText {
  const doubtful: string[] = [];
  const pattern =
    /^(\s*(?:const\s+)?)([\p{L}_][\p{L}\p{N}_]*)((?:[ \t]+[\w.]+)?[ \t]*=[ \t]*)(0[xX][\da-fA-F_]+|\d[\d_]*)(?=[ \t]*(?:\/\/.*)?\r?$)/gmu;
  const translated = text.replace(
    pattern,
    (whole: string, start: string, name: string, equals: string, number: string) => {
      const found = lookUp(name, number, from, to, abi);
      if (found === undefined) {
        if (/^_*(sys|nr_|ioctl|sig(?=[A-Z_]))/i.test(name)) doubtful.push(name);
        return whole;
      }
      const isHex = /^0x/i.test(number);
      return `${start}${name}${equals}${isHex ? `0x${BigInt(found).toString(16)}` : found}`;
    },
  );
  return { text: translated, doubtful };
}

/** The target's value of the constant that a name and a number mean, or undefined. */
function lookUp(name: string, number: string, from: Goarch, to: Goarch, abi: AbiTables): string | undefined {
  const value = BigInt(number.replaceAll('_', '')).toString();
  for (const pkg of packages) {
    const constant = spellings(name).find((one) => abi.table(pkg, from).constant(one)?.value === value);
    const found = constant === undefined ? undefined : abi.table(pkg, to).constant(constant)?.value;
    if (found !== undefined && /^\d+$/.test(found)) return found;
  }
  return undefined;
}

/** What a constant may be called in the tables: `sysMemfdCreate` and `_SYS_MEMFD_CREATE` are `SYS_MEMFD_CREATE`. */
function spellings(name: string): readonly string[] {
  const bare = name.replace(/^_+/, '');
  const snake = bare.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2').toUpperCase();
  const call = snake.replace(/^(SYS_|NR_)?/, 'SYS_');
  return /^_*(sys|nr_)/i.test(name) ? [bare, snake, call] : [bare];
}
