import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary: 'An assembly file of x86 has no build constraint, so that the target’s build assembles it too.',
  why: [
    'The go command leaves an assembly file out by its name (`add_amd64.s`) or by its `//go:build` line, as it does with Go files. One that has neither goes to every assembler. That of MIPS says `unrecognized instruction "MOVQ"`, or does not know the registers, and nothing of the package is built.',
    "In a package with cgo the C compiler assembles: `.S` files after it evaluated their conditionals, `.s` files as they are. There the assembler says ``unrecognized opcode `movq %rax,%rbx'``.",
    'Which instructions Go’s assembler knows for MIPS is taken from `cmd/internal/obj/mips`.',
  ],
  example: {
    language: 'asm',
    before: '#include "textflag.h"\n\nTEXT ·add(SB), NOSPLIT, $0-24\n\tMOVQ a+0(FP), AX',
    after: '//go:build amd64\n\n#include "textflag.h"\n\nTEXT ·add(SB), NOSPLIT, $0-24\n\tMOVQ a+0(FP), AX',
  },
  fix: [
    'The file gets a build constraint for `amd64`, and for `386` too where nothing in it is of 64 bits. The constraint it has is kept.',
    'It is called safe where no function then lacks its body. Else the target needs the function in Go, and the message names it.',
  ],
  notFound: [
    'Files that the target’s build leaves out, by name or by constraint, and those of folders without Go files.',
    'Files with nothing but `RET`, jumps and other instructions that MIPS has too: an empty `.s` file lets Go functions have no body.',
    'What stands under `#ifdef GOARCH_amd64`, and files whose macros cannot be read.',
    'Assembly of other machines than x86: the host’s build would not take it either.',
  ],
  seenIn: [
    'remyoudompheng/bigfft#5 and ebitengine/purego#460 (assembly without a Go body for other architectures)',
  ],
};
