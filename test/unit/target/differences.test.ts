import { describe, expect, it } from 'vitest';
import { differingFields, missingNames, sameType } from '../../../src/core/target/differences';
import { readAbiTables } from '../../../src/node/abiData';

const abi = readAbiTables();
const unix = 'golang.org/x/sys/unix';

describe('differingFields', () => {
  it('names each field of unix that mips64le types differently', () => {
    const found = differingFields(abi, unix, 'amd64', 'mips64le').map(
      ({ struct, field, hostType, targetType }) => `${struct}.${field} ${hostType} ${targetType}`,
    );
    expect(found).toEqual([
      'LoopInfo.Device uint64 uint32',
      'LoopInfo.Rdevice uint64 uint32',
      'Stat_t.Dev uint64 uint32',
      'Stat_t.Nlink uint64 uint32',
      'Stat_t.Rdev uint64 uint32',
      'Stat_t.Blksize int64 uint32',
      'Statfs_t.Spare [4]int64 [5]int64',
      'Termios.Cc [19]uint8 [23]uint8',
    ]);
  });

  it('names fewer for a port that shares the generic structures', () => {
    const found = differingFields(abi, 'syscall', 'amd64', 'riscv64')
      .filter(({ struct }) => struct === 'Stat_t')
      .map(({ field, targetType }) => `${field} ${targetType}`);
    expect(found).toEqual(['Nlink uint32', 'Blksize int32']);
  });

  it('finds nothing between a GOARCH and itself, or the byte orders of one', () => {
    expect(differingFields(abi, unix, 'mips64le', 'mips64le')).toEqual([]);
    expect(differingFields(abi, unix, 'mips64', 'mips64le')).toEqual([]);
  });

  it('takes byte for uint8 and rune for int32', () => {
    expect(sameType('[4]byte', '[4]uint8')).toBe(true);
    expect(sameType('*rune', '*int32')).toBe(true);
    expect(sameType('[4]byte', '[4]int8')).toBe(false);
    expect(sameType('bytes.Buffer', 'uint8s.Buffer')).toBe(false);
  });
});

describe('missingNames', () => {
  const missing = missingNames(abi, unix, 'amd64', 'mips64le');
  const names = (kind: string): string[] => missing.filter((it) => it.kind === kind).map((it) => it.name);

  it('finds constants, functions and types', () => {
    expect(names('constant')).toEqual(
      expect.arrayContaining(['SIGSTKFLT', 'SYS_TIME', 'SYS_SELECT', 'SYS_VFORK', 'MAP_32BIT']),
    );
    expect(names('constant')).not.toContain('SYS_OPEN');
    expect(names('function')).toEqual(expect.arrayContaining(['PtraceGetRegsAmd64']));
    expect(names('type')).toEqual(['PtraceRegs386', 'PtraceRegsAmd64']);
    expect(names('variable')).toEqual([]);
  });

  it('finds fields of a type that the target has too, and only of those', () => {
    const rip = missing.filter((it) => it.name === 'Rip');
    expect(rip).toEqual([{ package: unix, kind: 'field', name: 'Rip', type: 'PtraceRegs' }]);
  });

  it('finds methods', () => {
    expect(missingNames(abi, 'syscall', 'amd64', 'loong64')).toContainEqual({
      package: 'syscall',
      kind: 'method',
      name: 'PC',
      type: 'PtraceRegs',
    });
  });

  it('finds nothing between a GOARCH and itself', () => {
    expect(missingNames(abi, unix, 'mips64le', 'mips64le')).toEqual([]);
  });
});
