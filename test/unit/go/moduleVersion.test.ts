import { describe, expect, it } from 'vitest';
import { compareModuleVersions, parseModuleVersion } from '../../../src/core/go/moduleVersion';

describe('parseModuleVersion', () => {
  it('reads tags and pseudo-versions', () => {
    expect(parseModuleVersion('v1.2.3')).toEqual({ numbers: [1, 2, 3] });
    expect(parseModuleVersion('v2.18.06')).toEqual({ numbers: [2, 18, 6] });
    expect(parseModuleVersion('v20.10.0+incompatible')).toEqual({ numbers: [20, 10, 0] });
    expect(parseModuleVersion('v1.0.0-rc6')).toEqual({ numbers: [1, 0, 0], prerelease: 'rc6' });
    expect(parseModuleVersion('v0.0.0-20191115151921-52ab43148777')?.time).toBe('20191115151921');
    expect(parseModuleVersion('v1.2.4-0.20200101120000-abcdefabcdef')?.time).toBe('20200101120000');
    expect(parseModuleVersion('v1.5.0-rc.1.0.20200101120000-abcdefabcdef+incompatible')?.time).toBe(
      '20200101120000',
    );
  });

  it('reads nothing else', () => {
    for (const text of ['', 'master', 'v1', 'v1.2', '1.2.3', 'd455e41777fca6e8a5a79e34a14b8368bc11d9ba']) {
      expect(parseModuleVersion(text), text).toBeUndefined();
    }
  });
});

describe('compareModuleVersions', () => {
  it('orders versions as they were made', () => {
    const inOrder = [
      'v0.0.0-20180101000000-abcdefabcdef',
      'v0.0.0-20190101000000-abcdefabcdef',
      'v0.1.0',
      'v0.9.0',
      'v0.10.0',
      'v1.0.0-beta1',
      'v1.0.0-rc1',
      'v1.0.0-rc6',
      'v1.0.0-rc10',
      'v1.0.0-rc91',
      'v1.0.0-rc92.0.20200101000000-abcdefabcdef',
      'v1.0.0',
      'v1.0.1-0.20200101000000-abcdefabcdef',
      'v1.0.1',
      'v1.3.1-coreos.0',
      'v1.3.1-coreos.1',
      'v1.3.1',
    ];
    const versions = inOrder.map((text) => ({ text, version: parseModuleVersion(text) }));
    const sorted = [...versions].reverse().sort((a, b) => {
      if (!a.version || !b.version) throw new Error('not a version');
      return compareModuleVersions(a.version, b.version);
    });
    expect(sorted.map(({ text }) => text)).toEqual(inOrder);
  });
});
