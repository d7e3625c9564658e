import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary: 'A page is taken to have 4096 bytes; kernels for the target have bigger ones.',
  why: [
    'On x86-64 a page of memory has 4096 bytes. Kernels for MIPS can be built with pages of 4, 16 or 64 kB (`PAGE_SIZE_16KB` in `arch/mips/Kconfig`), and those for Loongson are built with 16 kB. What the kernel counts in pages (`/proc/PID/statm`, `rss` in `/proc/PID/stat`, the entries of `/proc/PID/pagemap`) is then four times as much in bytes, and an address or offset that is a multiple of 4096 only is refused by `mmap`, `mprotect` and their like with `EINVAL`.',
    'To try it without such a machine: `qemu-mips64el-static -p 16384 PROGRAM`. The emulator then tells programs of pages of 16 kB, but takes every multiple of 4096 for a mapping, as a kernel does not.',
  ],
  example: {
    language: 'go',
    before: 'resident, err := strconv.ParseUint(fields[1], 10, 64)\nbytes := resident * 4096\n',
    after:
      'resident, err := strconv.ParseUint(fields[1], 10, 64)\nbytes := resident * uint64(os.Getpagesize())\n',
  },
  fix: [
    'The number becomes `os.Getpagesize()` (or `syscall.Getpagesize()`, `unix.Getpagesize()`) where the file imports such a package, converted to the type of the other operand. On the host that is 4096 as before.',
    'A shift by 12 becomes a multiplication, or for unsigned numbers a division.',
    'All such numbers of a function are replaced together, since a start and what is left of an offset have to be reckoned with the same page size. There is no fix where the function has more of them, for fixed offsets, and where the other operand’s type is not known.',
  ],
  notFound: [
    'Buffers, block sizes, and lengths of mappings, which the kernel rounds up.',
    'Functions that ask for the page size anywhere.',
    'Arithmetic whose result reaches no such call, and arithmetic in functions that name none of those files.',
    'Targets all of whose kernels have pages of 4096 bytes.',
  ],
  seenIn: ['golang/go#43091 (a Loongson kernel with pages of 16 kB)'],
};
