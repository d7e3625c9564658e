import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary:
    'Code takes the target for an architecture of the other byte order, mostly because its name begins with “mips”.',
  why: [
    'MIPS has both byte orders: `mips` and `mips64` are big-endian, `mipsle` and `mips64le` little-endian. Code that asks whether GOARCH begins with `mips`, names `mips64le` beside `mips64`, or takes every architecture that it does not know for big-endian compiles and runs, and reads each number of more than a byte the wrong way round: netlink messages, BPF programs, memory that the kernel fills.',
    '`uname -m` says `mips64` on both, so it cannot tell.',
    'Sources: Go’s `internal/goarch`, where `BigEndian` is true for `mips` and `mips64` alone of the four; `UTS_MACHINE` in the kernel’s `arch/mips/Makefile`. A program that looks at the bytes of a number under `qemu-mips64el-static` shows the same.',
  ],
  example: {
    language: 'go',
    before:
      'func nativeEndian() binary.ByteOrder {\n\tif strings.HasPrefix(runtime.GOARCH, "mips") || runtime.GOARCH == "s390x" {\n\t\treturn binary.BigEndian\n\t}\n\treturn binary.LittleEndian\n}\n',
    after:
      'func nativeEndian() binary.ByteOrder {\n\tif strings.HasPrefix(runtime.GOARCH, "mips") && !strings.HasSuffix(runtime.GOARCH, "le") || runtime.GOARCH == "s390x" {\n\t\treturn binary.BigEndian\n\t}\n\treturn binary.LittleEndian\n}\n',
  },
  fix: [
    'The target is named with the architectures of its own byte order, or left out of the condition. Where the code asks for the GOARCH of the program itself this is safe.',
    'There is none where the order comes from a file with a build constraint: name the target in the constraint of the file for its order, and take it out of the other. `encoding/binary.NativeEndian` (Go 1.21) and `golang.org/x/sys/cpu.IsBigEndian` need no list.',
  ],
  notFound: [
    'What is big-endian on every architecture, such as network byte order.',
    'Code that gives the host the wrong order as well.',
    'A list of architectures that ends in an error for others: that is architecture-table.',
  ],
  seenIn: ['opencontainers/runtime-tools#368, golang/go#18622: the names that are taken for each other'],
};
