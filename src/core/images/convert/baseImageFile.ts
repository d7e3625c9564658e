import type { BaseChoice } from './bases';
import { baseKind, imageName } from './bases';
import type { Work } from './work';

/** A line `linux/amd64=alpine:3.6` of a BASEIMAGE file. */
export interface BaseLine {
  readonly key: string;
  readonly image: string;
  readonly start: number;
  readonly imageStart: number;
  readonly end: number;
}

/** The lines of a BASEIMAGE file of Kubernetes' test images. */
export function baseLines(text: string): readonly BaseLine[] {
  const found: BaseLine[] = [];
  for (const match of text.matchAll(/^([\w./-]+)=(\S+)[ \t]*$/gm)) {
    const [whole, key = '', image = ''] = match;
    const imageStart = match.index + key.length + 1;
    found.push({ key, image, start: match.index, imageStart, end: match.index + whole.length });
  }
  return found;
}

/** The line whose image tells what the Dockerfile stands on: the host's, else the first for Linux. */
export function linuxLine(lines: readonly BaseLine[]): BaseLine | undefined {
  const linux = lines.filter(isLinux);
  return linux.find(({ key }) => key.endsWith('amd64')) ?? linux[0];
}

/**
 * Gives a BASEIMAGE file its line for the target.
 *
 * @param moved Whether the Dockerfile now wants Debian, so that the other
 *   lines for Linux have to name it too.
 */
export function convertBaseImageFile(
  path: string,
  text: string,
  choice: BaseChoice,
  moved: boolean,
  work: Work,
): void {
  const { t, target } = work;
  const lines = baseLines(text);
  const model = linuxLine(lines);
  if (!model) return;
  const file = work.file(path, text);
  const prefix = model.key.startsWith('linux/') ? 'linux/' : '';
  const key = `${prefix}${target.goarch}`;
  const wrong = lines.find(
    (line) => line.key.replace(/^linux\//, '') === target.debian && target.debian !== target.goarch,
  );
  const own = lines.find((line) => line.key === key || line.key === target.goarch);
  const image = imageFor(model, choice, target.goarch);
  if (
    !own &&
    baseKind(model.image) === 'unknown' &&
    !isOfTree(model) &&
    choice.said(model.image) === undefined
  ) {
    const message = t('Which image takes the place of {0}?', model.image);
    file.ask('base', model.image, image ?? '', model.imageStart, model.end, message);
  }
  if (wrong && !own) file.replace(wrong.start, wrong.imageStart - 1, key);
  else if (!own) {
    if (image === undefined) {
      file.problem(
        'no-base',
        model.imageStart,
        model.end,
        t('There is nothing like {0} for {1}', model.image, target.goarch),
      );
    } else {
      const last = lines.filter(isLinux).at(-1) ?? model;
      file.insert(last.end, `\n${key}=${image}`);
    }
  }
  if (!moved) return;
  for (const line of lines.filter(isLinux)) {
    if (line === own || line === wrong || baseKind(line.image) === 'kept') continue;
    const arch = line.key.replace(/^linux\//, '').replace(/\/.*$/, '');
    file.replace(line.imageStart, line.imageStart + line.image.length, debianFor(arch));
  }
  file.note(
    model.start,
    model.end,
    t('The Dockerfile is shared, so the other lines for Linux name Debian too'),
  );
}

/** What the target's line names; undefined where there is nothing. */
function imageFor(model: BaseLine, choice: BaseChoice, goarch: string): string | undefined {
  const replaced = choice.replacement(model.image);
  if (replaced !== undefined) return replaced;
  const kind = baseKind(model.image);
  if (kind === 'windows' || kind === 'device') return undefined;
  if (isOfTree(model)) return model.image.replace(ofArchitecture(model), goarch);
  const { name, tag } = imageName(model.image);
  return name !== 'scratch' && !name.includes('/')
    ? `${goarch}/${name}${tag === '' ? '' : `:${tag}`}`
    : model.image;
}

/** Whether the image is one of the same tree, whose name ends in the architecture. */
function isOfTree(line: BaseLine): boolean {
  return ofArchitecture(line).test(line.image);
}

function ofArchitecture({ key }: BaseLine): RegExp {
  return new RegExp(`(?<=[-/])${key.replace(/^linux\//, '').replace(/[^\w]/g, '')}(?=$|[:/])`);
}

/** Debian's image for another architecture, as Docker Hub names it. */
function debianFor(arch: string): string {
  const prefixes: Readonly<Record<string, string>> = {
    amd64: '',
    arm: 'arm32v7/',
    arm64: 'arm64v8/',
    '386': 'i386/',
  };
  const prefix = Object.hasOwn(prefixes, arch) ? (prefixes[arch] ?? '') : `${arch}/`;
  return `${prefix}debian:bookworm-slim`;
}

function isLinux({ key }: BaseLine): boolean {
  return !key.startsWith('windows/');
}
