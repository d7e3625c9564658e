/** An `asm` statement or declaration with instructions or registers of x86. */
export interface InlineAssembly {
  /** Offsets of the statement, from `asm` to the closing bracket. */
  readonly start: number;
  readonly end: number;
  /** What shows whose it is: `cpuid`, `%%rax`. */
  readonly evidence: string;
  /** Whether it stands in a static function, which is left out where nothing calls it. */
  readonly inStatic: boolean;
}

const statement =
  /\b(?:__asm__|__asm|asm)\b\s*(?:(?:__volatile__|__volatile|volatile|__inline__|inline|goto)\b\s*)*\(/g;

/** Instructions of x86 that no assembler for MIPS has, each asked of `mips64el-linux-gnuabi64-as`. */
const instructions =
  /(?:^|[\s;"'])(cpuid|rdtscp?|rdpmc|rdrand|rdseed|xgetbv|rdfsbase|[lms]fence|lock|rep[nz]?e?|int3|int\s+\$\w+|hlt|ud2|bswap[lq]?|xchg[bwlq]?|cmpxchg\w*|xadd[bwlq]?|movabsq?|mov[bwlq]|lea[lq]|push[lq]|pop[lq]|clflush\w*|prefetcht0|prefetchnta|movnti|crc32[bwlq]|bs[fr][lq]|popcnt[lq]?|pushf[lq]?|popf[lq]?)(?=$|[\s;"'\\])/;

const registers = /%%?(?:[re](?:ax|bx|cx|dx|si|di|bp|sp)|r(?:8|9|1[0-5])d?|[xyz]mm\d+)\b/;

/** A string of a clobber list or a register variable that is the name of a register of x86-64. */
const registerName = /^(?:[re](?:ax|bx|cx|dx|si|di|bp)|r(?:8|9|1[0-5])|[xyz]mm\d+)$/;

/** Finds the inline assembly of x86 in C, of which comments and what is not compiled are blanked. */
export function x86Assembly(active: string): readonly InlineAssembly[] {
  const code = active.replace(/"(?:\\[^]|[^"\\\n])*"/g, (string) => `"${' '.repeat(string.length - 2)}"`);
  return [...code.matchAll(statement)].flatMap((match): InlineAssembly[] => {
    const start = match.index;
    const open = start + match[0].length;
    const end = closing(active, open);
    const strings = [...active.slice(open, end).matchAll(/"((?:\\[^]|[^"\\])*)"|(:)/g)];
    const colon = strings.findIndex(([, , sign]) => sign === ':');
    const template = strings.slice(0, colon < 0 ? undefined : colon).map(([, text = '']) => text);
    const operands = colon < 0 ? [] : strings.slice(colon).map(([, text = '']) => text);
    const evidence = evidenceIn(template, operands);
    return evidence === undefined ? [] : [{ start, end, evidence, inStatic: isInStatic(active, start) }];
  });
}

function evidenceIn(template: readonly string[], operands: readonly string[]): string | undefined {
  const code = template.join('').replace(/\\[nt]/g, '\n');
  const [only] = template;
  if (template.length === 1 && only !== undefined && operands.length === 0 && registerName.test(only))
    return only;
  const register = operands.find((text) => registerName.test(text.replace(/^%/, '')));
  return instructions.exec(code)?.[1] ?? registers.exec(code)?.[0] ?? register;
}

/** The offset after the bracket that closes one opened before `from`. */
function closing(text: string, from: number): number {
  let open = 1;
  const signs = /"(?:\\[^]|[^"\\])*"|[()]/g;
  signs.lastIndex = from;
  for (let match = signs.exec(text); match; match = signs.exec(text)) {
    if (match[0] === '(') open++;
    if (match[0] === ')' && --open === 0) return signs.lastIndex;
  }
  return text.length;
}

/** Whether the function around an offset is declared `static`. */
function isInStatic(text: string, offset: number): boolean {
  let depth = 0;
  let head = 0;
  let opened = 0;
  const signs = /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'|[{};]/g;
  for (let match = signs.exec(text); match && match.index < offset; match = signs.exec(text)) {
    if (match[0] === '{') {
      if (depth++ === 0) opened = match.index;
    } else if (match[0] === '}' && depth > 0) {
      if (--depth === 0) head = signs.lastIndex;
    } else if (match[0] === ';' && depth === 0) head = signs.lastIndex;
  }
  return depth > 0 && /\bstatic\b/.test(text.slice(head, opened));
}
