import { splitDirectives } from '../../c/lines';
import { activeText, Compilation } from '../../c/preprocess';
import { parentOf, resolveInside } from '../../go/paths';
import type { RuleContext } from '../rule';
import type { ForeignCode } from './foreignCode';
import { mipsInstructions } from './mipsInstructions';

/** Registers of x86 that are none of MIPS's, where they are operands and not names of arguments or symbols. */
const x86Register = /(?<![\w\u00b7+$])(?:[A-D][XLH]|[SD]I|BP|[XYZ][0-9][0-9]?)(?![\w\u00b7<+]|-\d|\(SB)/;

/** Headers of Go's own that define no instruction. */
const goHeaders = /^(?:textflag|funcdata|go_asm|asm_\w+|go_tls)\.h$/;

/** Registers and widths that 386 lacks. */
const wide =
  /\bR(?:8|9|1[0-5])\b|\b(?:MOV|ADD|SUB|XOR|AND|OR|CMP|TEST|LEA|SHL|SHR|SAR|MUL|IMUL|DIV|IDIV|INC|DEC|NEG|NOT|XCHG|ADC|SBB|BSWAP|PUSH|POP)Q\b/;

/**
 * The first instruction of an assembly file in Go's syntax that is one of x86
 * and that the assembler for the target does not take. Undefined where there
 * is none, or where macros that cannot be read decide.
 */
export function foreignGoAssembly(
  path: string,
  text: string,
  { files, host, target }: RuleContext,
): ForeignCode | undefined {
  if (host.goarch !== 'amd64' || !target.goarch.startsWith('mips')) return undefined;
  const compilation = new Compilation({
    predefined: new Map([
      [`GOARCH_${target.goarch}`, '1'],
      ['GOOS_linux', '1'],
    ]),
    isAbsent: (name) => /^GO(?:ARCH|OS|386|AMD64|ARM|ARM64|PPC64|RISCV64)_\w/.test(name),
    hasHeader: () => undefined,
    find: ({ name }, from) => {
      const at = resolveInside(parentOf(from), name);
      const found = at === undefined ? undefined : files.readText(at);
      return at === undefined || found === undefined ? undefined : { path: at, file: splitDirectives(found) };
    },
  });
  const [own, ...included] = compilation.read(path, splitDirectives(text));
  if (!own || [own, ...included].some(({ includes }) => includes.some(({ name }) => !goHeaders.test(name)))) {
    return undefined;
  }
  const active = activeText(own);
  const code = active.replace(/"(?:\\.|[^"\\\n])*"/g, (string) => ' '.repeat(string.length));
  if (!x86Register.test(code)) return undefined;
  for (const match of code.matchAll(
    /(?<=^|;)[ \t]*(?:[\w\u00b7.]+:[ \t]*)?([A-Z][A-Z0-9]*)(?:\.\w+)*(?![\w(:\u00b7])([^;\n]*)/gm,
  )) {
    const [whole, name = '', operands = ''] = match;
    if (compilation.mayDefine(name) || /^(?:TEXT|GLOBL|DATA|FUNCDATA|PCDATA)$/.test(name)) continue;
    const start = match.index + whole.indexOf(name, whole.indexOf(':') + 1);
    const isUnknown = !mipsInstructions.has(name);
    const register = x86Register.exec(operands)?.[0];
    if (!isUnknown && (register === undefined || compilation.mayDefine(register))) continue;
    const end = start + name.length;
    return {
      start,
      end,
      evidence: isUnknown ? name : `${name} ${register ?? ''}`,
      goarchs: wide.test(code) ? ['amd64'] : ['386', 'amd64'],
    };
  }
  return undefined;
}
