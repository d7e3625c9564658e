import { describe, expect, it } from 'vitest';
import { formatTestRecord, parseTestRecord, type TestRecord } from '../../../src/core/plan/testRecord';

const record: TestRecord = {
  version: 1,
  component: 'hello',
  target: 'mips64le',
  passed: false,
  at: '2026-11-23T10:00:00.000Z',
  command: 'go test ./...',
  message: 'exit status 1',
  output: '--- FAIL: TestSum\n',
};

describe('test records', () => {
  it('are read as they were written', () => {
    expect(parseTestRecord(formatTestRecord(record))).toEqual(record);
  });

  it.each([
    ['text that is no JSON', '{'],
    ['null', 'null'],
    ['another version', JSON.stringify({ ...record, version: 2 })],
    ['a missing command', JSON.stringify({ ...record, command: undefined })],
    ['a word where a truth value belongs', JSON.stringify({ ...record, passed: 'yes' })],
  ])('are not read from %s', (_what, text) => {
    expect(parseTestRecord(text)).toBeUndefined();
  });
});
