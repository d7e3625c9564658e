import { resolve } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { selectFixes } from '../../../src/core/fix';
import { openFixture, type FixtureTree, type Texts } from '../support/fixtureTree';
import { complaints, editTexts, readTexts, runGo, unformatted, withFiles } from '../support/goBuild';
import { describeWith, goCommands } from '../support/tools';

const texts: Texts = {
  'go.mod': 'module fixtures\n\ngo 1.18\n',
  ...readTexts(resolve(__dirname, '../../fixtures'), 'rules/statWidth'),
};
const positive = 'rules/statWidth/positive';
const plain = 'rules/statWidth/plain';

describeWith(['go'], 'stat-width beside the Go compiler', () => {
  let fixture: FixtureTree;
  const go = goCommands().at(-1) ?? { version: '', command: 'go', root: '' };
  const build = (dir: string, goarch: string, pkg: string) =>
    runGo(go, dir, goarch, ['build', '-gcflags=-e', `./${pkg}`]);
  beforeAll(async () => {
    fixture = await openFixture(texts);
  });

  it('complains of the very lines that the compiler rejects for mips64le, and of none for amd64', () => {
    const uses = fixture.facts(positive).map((fact) => (fact.kind === 'width' ? fact.use : fact.at));
    withFiles(texts, (dir) => {
      expect(build(dir, 'amd64', positive)).toEqual({ status: 0, output: '' });
      const { output } = build(dir, 'mips64le', positive);
      expect([...new Set(uses.map(({ file, line }) => `${file}:${line}`))].sort()).toEqual(
        complaints(output),
      );
    });
  }, 120_000);

  it('is gone after its fixes for all that has one; both builds and gofmt have nothing else to say', () => {
    const findings = fixture.findings(positive);
    const { edits } = selectFixes(findings, { safeOnly: true, minCertainty: 'certain' });
    const fixed = editTexts(texts, edits);
    const left = fixture
      .facts(positive)
      .filter((fact) => fact.kind === 'width' && !fact.convertible)
      .map((fact) => (fact.kind === 'width' ? `${fact.use.file}:${fact.use.line}` : ''));
    withFiles(fixed, (dir) => {
      expect(build(dir, 'amd64', positive)).toEqual({ status: 0, output: '' });
      expect(complaints(build(dir, 'mips64le', positive).output)).toEqual([...new Set(left)].sort());
      expect(left.every((place) => place.includes('fixed.go'))).toBe(true);
    });
  }, 120_000);

  it('leaves files as gofmt wants them', () => {
    withFiles(texts, (dir) => {
      expect(unformatted(go, dir)).toBe('');
    });
    const { edits } = selectFixes(fixture.findings(plain), { safeOnly: true, minCertainty: 'certain' });
    expect(edits).toHaveLength(4);
    withFiles(editTexts(texts, edits), (dir) => {
      expect(unformatted(go, dir)).toBe('');
      expect(complaints(build(dir, 'mips64le', plain).output)).toEqual([]);
    });
  });
});
