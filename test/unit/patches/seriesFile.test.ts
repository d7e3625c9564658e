import { describe, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import {
  isApplied,
  patchFileName,
  renumbered,
  seriesFolder,
  withUnlisted,
  type SeriesFile,
} from '../../../src/core/patches/series';
import { parseSeries, renderSeries } from '../../../src/core/patches/seriesFile';

const base = '7a3d5a9b1c0e4f6d8a2b3c4d5e6f708192a3b4c5';

const written = `# Our patches to runc.
version: 1
base: ${base}
ref: v1.1.15
x-owner: Li
patches:
  # The width of Rdev.
  - file: 0001-convert-Rdev.patch
    rules: [ stat-width ] # by the scan
    upstream: { state: sent, url: https://example.org/pull/7 }
  - file: 0002-name-the-target.patch
    upstream: { state: merged, commit: 08ebbfc8c, release: "1.10" }
`;

function read(text: string): SeriesFile {
  const reading = parseSeries(text, english);
  if (reading.kind === 'invalid') throw new Error(`${reading.line}: ${reading.message}`);
  return reading.series;
}

describe('series.yaml', () => {
  it('is read with its defaults', () => {
    expect(read(written)).toEqual({
      base,
      ref: 'v1.1.15',
      patches: [
        {
          file: '0001-convert-Rdev.patch',
          rules: ['stat-width'],
          upstream: { state: 'sent', url: 'https://example.org/pull/7' },
        },
        {
          file: '0002-name-the-target.patch',
          upstream: { state: 'merged', commit: '08ebbfc8c', release: '1.10' },
        },
      ],
    });
    expect(read('version: 1\npatches:\n  - file: a.patch\n').patches).toEqual([
      { file: 'a.patch', upstream: { state: 'not-sent' } },
    ]);
  });

  it('is written as it was where nothing changed', () => {
    expect(renderSeries(read(written), { text: written })).toBe(written);
  });

  it('keeps comments with their patches through new orders, names and states', () => {
    const { patches, ...rest } = read(written);
    const [first, second] = patches;
    if (!first || !second) throw new Error('two patches were written');
    const text = renderSeries(
      {
        ...rest,
        patches: [
          { ...second, file: '0001-name-the-target.patch' },
          { ...first, file: '0002-convert-Rdev.patch', upstream: { state: 'merged', commit: 'abcdef1' } },
        ],
      },
      {
        text: written,
        renamed: new Map([
          ['0001-name-the-target.patch', '0002-name-the-target.patch'],
          ['0002-convert-Rdev.patch', '0001-convert-Rdev.patch'],
        ]),
      },
    );
    expect(text).toBe(`# Our patches to runc.
version: 1
base: ${base}
ref: v1.1.15
x-owner: Li
patches:
  - file: 0001-name-the-target.patch
    upstream: { state: merged, commit: 08ebbfc8c, release: "1.10" }
  # The width of Rdev.
  - file: 0002-convert-Rdev.patch
    rules: [ stat-width ] # by the scan
    upstream: { state: merged, commit: abcdef1 }
`);
  });

  it('comes back from a new file as it went in, digits that look like numbers included', () => {
    const series: SeriesFile = {
      base: '1234567890123456789012345678901234567890',
      ref: '1.10',
      patches: [
        {
          file: '0001-a.patch',
          upstream: { state: 'merged', commit: '12345e7', release: '1.20' },
          rules: ['one', 'two'],
          package: 'libcontainer/devices',
        },
        {
          file: '0002-b.patch',
          upstream: { state: 'not-sent' },
          module: 'github.com/google/cadvisor',
          version: 'v0.33.2',
          repository: 'https://github.com/google/cadvisor',
        },
      ],
    };
    expect(read(renderSeries(series))).toEqual(series);
    expect(read(renderSeries({ patches: [] }))).toEqual({ patches: [] });
    expect(read(renderSeries(series, { text: 'version: 1\npatches: []\n' }))).toEqual(series);
  });

  it.each([
    ['patches: []\n', 1, 'version is missing'],
    ['', 1, 'it must begin with version: 1'],
    ['- a\n', 1, 'it must begin with version: 1'],
    ['version: 2\n', 1, 'version must be a whole number from 1 to 1'],
    [
      'version: 1\nbase: 123abc\n',
      2,
      'base: "123abc" is not usable: use all 40 hexadecimal digits of the commit',
    ],
    ['version: 1\nref: --upload-pack=x\n', 2, 'ref: "--upload-pack=x" is not usable'],
    ['version: 1\npatches:\n  - file: ../x.patch\n', 3, 'patches[0].file: "../x.patch" is not usable'],
    ['version: 1\npatches:\n  - file: a.patch\n    upstream: { state: send }\n', 4, 'did you mean "sent"?'],
    ['version: 1\npatches:\n  - file: a.patch\n  - file: a.patch\n', 4, 'a.patch is listed twice'],
    ['version: 1\npatches:\n  - file: a.patch\n    upstrem: {}\n', 4, 'did you mean "upstream"?'],
    ['version: 1\nref: "v1\n', 3, 'quote'],
  ])('that says %j is refused at its line', (text, line, message) => {
    const reading = parseSeries(text, english);
    expect(reading).toMatchObject({ kind: 'invalid', line });
    expect(reading.kind === 'invalid' && reading.message).toContain(message);
  });
});

describe('a series', () => {
  it('has the unlisted patches of its folder at its end, by name', () => {
    const { patches } = read(written);
    const all = withUnlisted(patches, [
      'series.yaml',
      '0004-b.patch',
      '0003-a.patch',
      '0002-name-the-target.patch',
      '.hidden.patch',
    ]);
    expect(all.map(({ file }) => file)).toEqual([
      '0001-convert-Rdev.patch',
      '0002-name-the-target.patch',
      '0003-a.patch',
      '0004-b.patch',
    ]);
    expect(all.map(isApplied)).toEqual([true, false, true, true]);
  });

  it('lies in patches/ unless the manifest says otherwise', () => {
    expect(seriesFolder({ name: 'runc' })).toBe('patches/runc');
    expect(seriesFolder({ name: 'runc', patches: 'ours' })).toBe('ours');
  });

  it('names its files by subject, and gives them other numbers', () => {
    expect(patchFileName(3, 'libct/devices: convert Rdev')).toBe('0003-libct-devices-convert-Rdev.patch');
    expect(renumbered('0003-a-b.patch', 12)).toBe('0012-a-b.patch');
    expect(renumbered('fix.patch', 1)).toBe('0001-fix.patch');
  });
});
