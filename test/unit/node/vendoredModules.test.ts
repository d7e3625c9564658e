import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import type { Finding } from '../../../src/core/types';
import { sayVendored } from '../../../src/node/vendoredModules';

const modules = `# example.org/dep v1.2.0
## explicit; go 1.17
example.org/dep
example.org/dep/sub
# example.org/dep/sub/v2 v2.0.1-0.20240102030405-abcdefabcdef
example.org/dep/sub/v2
# example.org/fork v1.0.0 => ../fork
example.org/fork
`;

function messagesOf(files: readonly string[], texts: Readonly<Record<string, string>>): readonly string[] {
  const findings = files.map((file): Finding => ({
    rule: 'stat-width',
    severity: 'error',
    certainty: 'proven',
    file,
    line: 1,
    column: 1,
    endLine: 1,
    endColumn: 2,
    message: 'wrong',
    fixes: [],
  }));
  return sayVendored(findings, (path) => texts[path], english).map(({ message }) => message);
}

describe('findings in vendored code', () => {
  it('name the module and its version', () => {
    const files = [
      'vendor/example.org/dep/a.go',
      'vendor/example.org/dep/sub/deeper/a.go',
      'vendor/example.org/dep/sub/v2/a.go',
      'vendor/example.org/fork/a.go',
      'vendor/example.org/unlisted/a.go',
    ];
    expect(messagesOf(files, { 'vendor/modules.txt': modules })).toEqual([
      'wrong (vendored: example.org/dep v1.2.0)',
      'wrong (vendored: example.org/dep v1.2.0)',
      'wrong (vendored: example.org/dep/sub/v2 v2.0.1-0.20240102030405-abcdefabcdef)',
      'wrong (vendored: example.org/fork)',
      'wrong (vendored)',
    ]);
  });

  it('ask the vendor folder that they are in', () => {
    const files = ['tools/vendor/example.org/dep/a.go', 'vendor/example.org/dep/a.go'];
    expect(messagesOf(files, { 'tools/vendor/modules.txt': modules })).toEqual([
      'wrong (vendored: example.org/dep v1.2.0)',
      'wrong (vendored)',
    ]);
  });

  it('are the only ones that say so', () => {
    expect(messagesOf(['a.go', 'vendors/a.go', 'sub/vendor.go'], {})).toEqual(['wrong', 'wrong', 'wrong']);
  });
});
