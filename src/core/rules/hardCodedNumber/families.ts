import type { AbiNumber, AbiNumbers } from './numbers';

/** The constants that one kind of argument takes. */
interface Family {
  readonly names: RegExp;
  /** Where the argument is an OR of flags: the bits that hold one of several values instead. */
  readonly enumerated?: bigint;
  /** The least value that counts, where small numbers of the same names mean other things. */
  readonly least?: bigint;
}

export type FamilyName =
  | 'syscall'
  | 'ioctl'
  | 'socket'
  | 'level'
  | 'option'
  | 'open'
  | 'fcntl'
  | 'mmap'
  | 'resource'
  | 'signal'
  | 'errno';

/** Older names of the same flags, and masks, are left out where they would hide the usual name. */
const families: Readonly<Record<FamilyName, Family>> = {
  syscall: { names: /^SYS_/ },
  ioctl: {
    names:
      /^(?:TC[GSXF]|TIOC|SIOC|BLK|FICLONE|FS_IOC_|TUN|NS_GET_|PERF_EVENT_IOC_|PPPIOC|PPS_|RND|RTC_|WDIOC_|UBI_IOC|MEM|OTP|HIDIOC|LOOP_|IOCTL_)/,
    least: 0x1000n,
  },
  socket: {
    names: /^SOCK_(?:STREAM|DGRAM|RAW|RDM|SEQPACKET|DCCP|PACKET|CLOEXEC|NONBLOCK)$/,
    enumerated: 0xfn,
  },
  level: { names: /^SOL_SOCKET$/ },
  option: { names: /^SO_(?!EE_|VM_SOCKETS_)/ },
  open: { names: /^O_(?!ACCMODE$|NDELAY$|FSYNC$|RSYNC$)/, enumerated: 0x3n },
  fcntl: { names: /^F_(?:[GS]ET|DUPFD|NOTIFY|ADD_SEALS|OFD_)/ },
  mmap: { names: /^MAP_(?!TYPE$|FILE$|HUGE_|ANON$)/, enumerated: 0xfn },
  resource: { names: /^RLIMIT_/ },
  signal: { names: /^SIG(?!CLD$|POLL$|UNUSED$)/ },
  errno: { names: /^E/ },
};

/** What a number means on the host, where the target has another number for it. */
export interface Meaning {
  /** The constant, or the flags whose OR the number is. */
  readonly names: readonly string[];
  /** The number on the target; absent where it lacks one of the constants. */
  readonly target?: bigint;
  /** Whether the number can mean nothing else of its family. */
  readonly unique: boolean;
}

/** What a value means where constants of a family are wanted; undefined where that is unknown or the same on the target. */
export function meaningOf(value: bigint, family: FamilyName, numbers: AbiNumbers): Meaning | undefined {
  const { enumerated, least = 1n } = families[family];
  if (value < least) return undefined;
  const members = membersOf(family, numbers);
  const parts =
    enumerated === undefined
      ? [members.filter((one) => one.host === value)]
      : flagsOf(value, members, enumerated);
  if (!parts || parts.some((part) => part.length === 0)) return undefined;
  const chosen = parts.flatMap((part) => part.slice(0, 1));
  const unique = parts.every((part) => new Set(part.map((one) => one.target)).size === 1);
  const mayBeSame = parts.every((part) => part.some((one) => one.target === one.host));
  const target = together(chosen);
  if (mayBeSame || target === value) return undefined;
  return {
    names: chosen.map((one) => one.name),
    unique,
    ...(target === undefined ? {} : { target }),
  };
}

/** Whether some constant of the host has this value where those of a family are wanted. */
export function isKnown(value: bigint, family: FamilyName, numbers: AbiNumbers): boolean {
  return membersOf(family, numbers).some((one) => one.host === value);
}

function membersOf(family: FamilyName, numbers: AbiNumbers): readonly AbiNumber[] {
  const type = family === 'signal' ? 'Signal' : family === 'errno' ? 'Errno' : undefined;
  return numbers.all.filter((one) => families[family].names.test(one.name) && one.type === type);
}

function together(parts: readonly AbiNumber[]): bigint | undefined {
  let whole = 0n;
  for (const { target } of parts) {
    if (target === undefined) return undefined;
    whole |= target;
  }
  return whole;
}

/** Takes an OR of flags apart, those of several bits first; undefined where a bit is left. */
function flagsOf(
  value: bigint,
  members: readonly AbiNumber[],
  enumerated: bigint,
): readonly (readonly AbiNumber[])[] | undefined {
  const parts: (readonly AbiNumber[])[] = [];
  const low = value & enumerated;
  if (low !== 0n) parts.push(members.filter((one) => one.host === low));
  let rest = value & ~enumerated;
  const flags = [...new Set(members.map((one) => one.host).filter((flag) => (flag & ~enumerated) !== 0n))];
  flags.sort((a, b) => bits(b) - bits(a));
  for (const flag of flags) {
    if ((rest & flag) !== flag) continue;
    parts.push(members.filter((one) => one.host === flag));
    rest &= ~flag;
  }
  return rest === 0n ? parts : undefined;
}

function bits(value: bigint): number {
  return value.toString(2).replaceAll('0', '').length;
}
