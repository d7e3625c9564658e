import { baseLines } from '../../images/convert/baseImageFile';
import { readForTarget } from '../../images/dockerfile/readDockerfile';
import type { DockerfileReading, DockerStage } from '../../images/dockerfile/readDockerfile';
import { LineIndex } from '../../positions';
import { isForOther } from '../../target/fileTarget';
import type { Finding } from '../../types';
import { isImageFile } from '../buildFiles/imageFile';
import type { Needle, Rule, RuleContext, TextFile } from '../rule';
import { lackOf } from './bases';
import type { Lack } from './bases';
import { documentation } from './documentation';

const needles: readonly Needle[] = [
  'alpine',
  'debian',
  'ubuntu',
  'centos',
  'fedora',
  'linux:',
  'distroless',
  'cuda',
  'musl',
  'buildpack-deps',
  'ubi',
  'mips64el=',
].map((text) => ({ text }));

/** Images that start from one that there is not for the target. */
export const imageBase: Rule = {
  id: 'image-base',
  severity: 'warning',
  documentation,
  wantsFile: isImageFile,
  fileNeedles: needles,
  fromFile: (file, context) => {
    // Which images there are is known for this target alone.
    if (context.target.goarch !== 'mips64le') return [];
    return file.path.endsWith('BASEIMAGE') ? ofBaseImages(file, context) : ofDockerfile(file, context);
  },
};

function ofDockerfile(file: TextFile, context: RuleContext): readonly Finding[] {
  const { host, target } = context;
  if (/windows/i.test(file.path) || isForOther(file.path, target)) return [];
  const reading = readForTarget(file.text, target.goarch, host.goarch);
  return reading.stages.flatMap((stage) => {
    const { image } = stage;
    if (!image || stage.base !== undefined || !isForTarget(stage, target.goarch)) return [];
    if (/\{\{|\{%|<%/.test(lineOf(reading, stage))) return [];
    const lack = lackOf(image.value ?? image.text);
    return lack ? [finding(lack, image.value ?? image.text, image, file, reading.index, context)] : [];
  });
}

/** Whether a stage runs on the target, as far as its platform tells. */
export function isForTarget({ platform }: DockerStage, goarch: string): boolean {
  return platform === undefined || (platform.value ?? platform.text) === `linux/${goarch}`;
}

function lineOf({ text }: DockerfileReading, { from }: DockerStage): string {
  return text.slice(from.start, from.end);
}

function ofBaseImages(file: TextFile, context: RuleContext): readonly Finding[] {
  const { target, t } = context;
  const index = new LineIndex(file.text);
  const lines = baseLines(file.text);
  const has = (key: string): boolean => lines.some((line) => line.key.replace(/^linux\//, '') === key);
  return lines.flatMap((line): readonly Finding[] => {
    const [, prefix = '', key = ''] = /^(linux\/)?(.*)$/.exec(line.key) ?? [];
    if (key === target.goarch) {
      const lack = lackOf(line.image);
      const place = { start: line.imageStart, end: line.imageStart + line.image.length };
      return lack ? [finding(lack, line.image, place, file, index, context)] : [];
    }
    if (key !== target.debian || has(target.goarch)) return [];
    const place = index.range(line.start, line.imageStart - 1);
    const edit = { file: file.path, ...place, newText: prefix + target.goarch };
    return [
      {
        rule: imageBase.id,
        severity: 'warning',
        certainty: 'likely',
        file: file.path,
        ...place,
        message: t('The build looks for {0} here, and this line says {1}', target.goarch, key),
        fixes: [{ title: t('Call it {0}', target.goarch), safe: true, edits: [edit] }],
      },
    ];
  });
}

function finding(
  lack: Lack,
  image: string,
  { start, end }: { readonly start: number; readonly end: number },
  { path }: TextFile,
  index: LineIndex,
  { target, t }: RuleContext,
): Finding {
  return {
    rule: imageBase.id,
    severity: 'warning',
    certainty: 'likely',
    file: path,
    ...index.range(start, end),
    message:
      lack.kind === 'never'
        ? t('There is no {0} for {1}: {2} was never built for it', image, target.goarch, lack.family)
        : t('There is no {0} for {1}: Debian has it in bookworm alone', image, target.goarch),
    fixes: [],
  };
}
