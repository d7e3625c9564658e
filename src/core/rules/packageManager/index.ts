import { baseLines } from '../../images/convert/baseImageFile';
import { baseKind, knownName } from '../../images/convert/bases';
import { readForTarget } from '../../images/dockerfile/readDockerfile';
import type { DockerStage } from '../../images/dockerfile/readDockerfile';
import { LineIndex } from '../../positions';
import { isForOther } from '../../target/fileTarget';
import type { Finding } from '../../types';
import { isImageFile } from '../buildFiles/imageFile';
import { isForTarget } from '../imageBase';
import type { Rule, RuleContext, TextFile } from '../rule';
import { commentedInstructions } from './comments';
import { documentation } from './documentation';
import { misfits } from './misfits';
import type { Distribution, Misfit } from './misfits';

/** Package managers and names of packages that the base of a stage does not have. */
export const packageManager: Rule = {
  id: 'package-manager',
  severity: 'warning',
  documentation,
  wantsFile: (path) => isImageFile(path) && !path.endsWith('BASEIMAGE'),
  fileNeedles: ['apk', 'apt-get', 'yum', 'dnf'].map((text) => ({ text, confirm: /\b(?:add|install)\b/ })),
  fromFile: (file, context) => {
    const { host, target } = context;
    if (/windows/i.test(file.path) || isForOther(file.path, target)) return [];
    const reading = readForTarget(file.text, target.goarch, host.goarch);
    const bases: (Distribution | undefined)[] = [];
    const found: Misfit[] = [];
    for (const stage of reading.stages) {
      const base = distributionOf(stage, bases, file, context);
      bases.push(base);
      if (base === undefined || !isForTarget(stage, target.goarch)) continue;
      for (const instruction of stage.instructions) {
        const script = reading.script(instruction);
        if (script && !script.isJson) found.push(...misfits(script, base));
      }
    }
    const comments = commentedInstructions(file.text);
    const index = new LineIndex(file.text);
    return [
      ...found.map((misfit) => finding(misfit, file, index, context)),
      ...comments.map(({ start, end }): Finding => {
        const place = index.range(start, end);
        const message = context.t(
          'Once this comment is an instruction, its backslash takes in the next instruction',
        );
        const id = packageManager.id;
        return {
          rule: id,
          severity: 'info',
          certainty: 'likely',
          file: file.path,
          ...place,
          message,
          fixes: [],
        };
      }),
    ];
  },
};

/** Whose packages a stage has; undefined where that is not known. */
function distributionOf(
  { image, base }: DockerStage,
  bases: readonly (Distribution | undefined)[],
  { path }: TextFile,
  { files, target }: RuleContext,
): Distribution | undefined {
  if (base !== undefined) return bases[base];
  if (!image) return undefined;
  let name = image.value ?? knownName(image.text);
  if (/^\$?\{?BASEIMAGE\}?$/.test(image.text)) {
    const text = files.readText(`${path.slice(0, path.lastIndexOf('/') + 1)}BASEIMAGE`);
    const lines = text === undefined ? [] : baseLines(text);
    const named = [target.goarch, target.debian].map((arch) =>
      lines.find(({ key }) => key.replace(/^linux\//, '') === arch),
    );
    name = named.find((line) => line !== undefined)?.image;
  }
  const kind = name === undefined ? 'unknown' : baseKind(name);
  // BusyBox and scratch, which are kept too, have no package manager.
  if (kind === 'debian' || (kind === 'kept' && /debian/.test(name ?? ''))) return 'Debian';
  return kind === 'alpine' || kind === 'alpine-program' ? 'Alpine' : undefined;
}

function finding(misfit: Misfit, { path }: TextFile, index: LineIndex, { t }: RuleContext): Finding {
  const { start, end, newText } = misfit;
  const place = index.range(start, end);
  const edit = newText === undefined ? undefined : { file: path, ...place, newText };
  return {
    rule: packageManager.id,
    severity: 'warning',
    certainty: 'likely',
    file: path,
    ...place,
    message:
      misfit.kind === 'manager'
        ? t('The base is {0}, which has no {1}', misfit.base, misfit.name)
        : misfit.kind === 'name'
          ? t('Debian bookworm has no package {0}; it has {1}', misfit.name, misfit.newText ?? '')
          : t('This runs the program install, which copies files: apt-get is missing'),
    fixes: edit ? [{ title: t('Change it to {0}', edit.newText), safe: true, edits: [edit] }] : [],
  };
}
