import { unquote } from '../../shell/shellTokens';
import { convertAlpineWords, debianPaths } from './alpineWords';
import type { BaseKind } from './bases';
import type { Copied } from './copiedScripts';
import { convertDownload } from './downloads';
import { convertPackages } from './packages';
import type { StageState } from './packages';
import { commandName } from './script';
import type { Script } from './script';
import { convertUsers } from './users';
import type { FileWork, Work } from './work';

/** Whose commands the scripts of a stage are written with, where they have to be rewritten. */
export type Family = 'apk' | 'rpm' | 'debian' | 'none';

/** What becomes of a stage, and what its instructions have done so far. */
export interface StagePlan {
  readonly family: Family;
  /** Of the image that it starts from. */
  readonly kind: BaseKind;
  /** Whether its scripts run on the target. */
  readonly onTarget: boolean;
  /** Whether it compiles Go on the machine that builds. */
  readonly isCross: boolean;
  readonly state: StageState;
  readonly copied: Copied;
}

/**
 * Converts one script of a stage.
 *
 * @param ofDockerfile Whether it stands in the Dockerfile, where a build argument can name the architecture.
 * @returns Whether it now takes `TARGETARCH`.
 */
export function convertScript(
  script: Script,
  { family, state }: StagePlan,
  ofDockerfile: boolean,
  work: Work,
): boolean {
  if (family !== 'none') {
    convertPackages(script, state, work);
    reportSuites(script, work);
  }
  if (family === 'apk') convertUsers(script, state, work);
  if (family === 'apk' || family === 'rpm') convertAlpineWords(script, work);
  return convertDownloads(script, ofDockerfile, work);
}

function convertDownloads(script: Script, ofDockerfile: boolean, work: Work): boolean {
  const checked = /\b[0-9a-f]{40,128}\b|sha\d+sum/.test(script.text);
  let takesArch = false;
  for (const { words } of script.commands) {
    if (!/^(?:curl|wget)$/.test(commandName(words))) continue;
    for (const word of words) {
      const text = unquote(word.text);
      if (!/^https?:\/\//.test(text)) continue;
      const start = script.offset(word.start) + word.text.indexOf('http');
      const expands = ofDockerfile && !word.text.startsWith("'");
      if (convertDownload({ text, start, checked, expands }, script.file, work)) takesArch = true;
    }
  }
  return takesArch;
}

function reportSuites(script: Script, work: Work): void {
  if (!/\b(?:wheezy|jessie|stretch|buster)\b/.test(script.text)) return;
  for (const command of script.commands) {
    const text = command.words.map((word) => word.text).join(' ');
    if (!/\b(?:wheezy|jessie|stretch|buster)\b/.test(text) || !/debian\.org|sources\.list/.test(text))
      continue;
    const { start, end } = script.span(command);
    const message = work.t('These package sources are of a release that the base no longer is');
    script.file.problem('suite', start, end, message);
  }
}

/** What a container starts with: paths, and programs that Debian has under another name. */
export function convertStart(file: FileWork, start: number, text: string): void {
  const words = /(?<=^|[\s"'[])(?:su-exec|ash|\/[\w./-]+)(?=$|[\s"'\],])/g;
  for (const match of text.matchAll(words)) {
    const [word] = match;
    const converted = word === 'su-exec' ? 'gosu' : word === 'ash' ? 'sh' : debianPaths(word);
    file.replace(start + match.index, start + match.index + word.length, converted);
  }
}
