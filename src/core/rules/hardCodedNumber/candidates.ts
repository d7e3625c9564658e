import { numberNamed } from './namedConstants';
import { literalValue, type AbiNumbers } from './numbers';

/**
 * A call that takes such a number, and soon after it a number, or a plain name
 * where the number of a system call belongs.
 */
const call =
  /\b(?:(?:Raw|AllThreads)?Syscall6?(?:NoError)?\(\s*[a-z_]\w*\s*,|(?:(?:Raw|AllThreads)?Syscall6?(?:NoError)?|Socket(?:pair)?|[GS]etsockopt\w+|Ioctl\w+|Open(?:at)?|Fcntl(?:Int|Flock)|Mmap|[GS]etrlimit|Prlimit|Kill|Tgkill|PidfdSendSignal|Signal|Errno)\((?:[^;{}]{0,200}?[,(|])??\s*(?:0[xX]|[1-9]))/;

/** The request of an ioctl as a plain name, which may be a constant's. */
const namedRequest =
  /\b(?:Ioctl\w+\([^,;{}]{1,80}|SYS_IOCTL,[^,;{}]{1,80}),\s*(?:uintptr\(|uint\()?[a-zA-Z_]\w*\s*[,)]/;

/** A number that something is set to. */
const assigned = /=[\t ]*(0[xX][\da-fA-F_]+|\d[\d_]*)(?![\w.])/g;

/** What stands before it in the declaration of a constant on a line of its own, as gofmt writes it. */
const declared = /^[\t ]*(?:const[\t ]+)?([A-Za-z_]\w*)(?:[\t ]+[\w.]+)?[\t ]*$/;

/** Characters that are looked at before a number; without a bound, a file of a single line would be gone through for each of its numbers. */
const longest = 300;

/** Whether a file's text can hold a number that this rule talks about; it is asked before the file is parsed. */
export function mayHoldNumber(text: string, numbers: AbiNumbers): boolean {
  return numbers.differ && (call.test(text) || namedRequest.test(text) || declaresNumber(text, numbers));
}

/** Whether a constant of the kernel's, by name and value, is declared in a text. */
function declaresNumber(text: string, numbers: AbiNumbers): boolean {
  for (const { 1: literal = '', index } of text.matchAll(assigned)) {
    const before = text.slice(Math.max(index - longest, 0), index);
    const name = declared.exec(before.slice(before.lastIndexOf('\n') + 1))?.[1];
    const value = name === undefined ? undefined : literalValue(literal);
    if (name !== undefined && value !== undefined && numberNamed(name, value, numbers)) return true;
  }
  return false;
}
