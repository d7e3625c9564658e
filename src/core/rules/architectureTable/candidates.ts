import type { Needle } from '../rule';

const hosts = '(?:linux/)?(?:amd64|x86_64)';
const others = '(?:linux/)?(?:arm64|aarch64|ppc64le|ppc64el|powerpc64le|s390x|riscv64|loong64|loongarch64)';
const seccompHosts = '(?:Arch|SCMP_ARCH_)(?:X86_64|AMD64)\\b';
const seccompOthers = '(?:Arch|SCMP_ARCH_)(?:AARCH64|ARM64|PPC64LE|S390X|RISCV64|LOONGARCH64)\\b';

/** A name as an entry of something: a key, an element, the right side of a comparison. A plain constant is none. */
const entry = (name: string, constant: string): RegExp =>
  new RegExp(`["\`]${name}["\`]\\s*[:,})]|[!=]= ?"${name}"|${constant}\\)?\\s*[:,})]`);
const hostEntry = entry(hosts, seccompHosts);
const otherEntry = entry(others, seccompOthers);

/** Whether a text names amd64 and another 64-bit architecture where a table would. */
export function mayHoldTable(text: string): boolean {
  return hostEntry.test(text) && otherEntry.test(text);
}

/** One expression for both, as a needle takes only one. */
const confirm = new RegExp(`^(?=[^]*?(?:${hostEntry.source}))(?=[^]*?(?:${otherEntry.source}))`);

/** `86_64` is both in `x86_64"` and in `ArchX86_64`: each text is looked for in every file. */
export const needles: readonly Needle[] = ['amd64"', '86_64'].map((text) => ({ text, confirm }));
