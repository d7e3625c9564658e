import type { ShellCommand } from '../../shell/shellCommands';
import { unquote } from '../../shell/shellTokens';
import type { ShellToken } from '../../shell/shellTokens';
import { convertAlpineWords, debianPaths } from './alpineWords';
import type { BaseKind } from './bases';
import type { Copied } from './copiedScripts';
import { convertDownload } from './downloads';
import { convertPackages } from './packages';
import type { StageState } from './packages';
import { commandName, effectiveWords } from './script';
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
  if (!/\b(?:curl|wget)\b/.test(script.text)) return false;
  const checked = /\b[0-9a-f]{32,128}\b|\b(?:sha\d+|md5)sum\b/.test(script.text);
  let takesArch = false;
  for (const command of script.commands) {
    const words = effectiveWords(command);
    if (!/^(?:curl|wget)$/.test(commandName(words)) || isOfArchitecture(command)) continue;
    for (const word of words) {
      const text = unquote(word.text);
      if (!/^https?:\/\//.test(text)) continue;
      const start = script.offset(word.start) + word.text.indexOf('http');
      const expands = ofDockerfile && !word.text.startsWith("'");
      const name = text.replace(/^.*\//, '');
      const isNamedElsewhere = isNamedOutside(script, name) || !canFollow(script);
      const address = { text, start, checked, expands, isNamedElsewhere };
      if (!convertDownload(address, script.file, work)) continue;
      takesArch = true;
      followName(script);
    }
  }
  return takesArch;
}

/** Whether what decides if a command runs looks at the architecture: the address is right there. */
function isOfArchitecture({ tests }: ShellCommand): boolean {
  return /arch|uname|machine|amd64|x86_64|PLATFORM/i.test(JSON.stringify(tests));
}

const hostName = /(?<![A-Za-z0-9])amd64(?![A-Za-z0-9])/g;

/** Words beside addresses that have the host's name in them, the file or folder that comes of it. */
function namedBeside(script: Script): readonly ShellToken[] {
  return script.commands.flatMap(({ assignments, words }) =>
    [...assignments, ...words].filter(({ text }) => /amd64/.test(text) && !/^["']?https?:/.test(text)),
  );
}

/** Whether all that a script calls after the architecture can be called after a variable. */
function canFollow(script: Script): boolean {
  return namedBeside(script).every(({ text }) => !text.includes("'") && !/[$`]\(|`/.test(text));
}

function followName(script: Script): void {
  for (const word of namedBeside(script)) {
    for (const match of word.text.matchAll(hostName)) {
      const at = script.offset(word.start + match.index);
      script.file.replace(at, at + match[0].length, '${TARGETARCH}');
    }
  }
}

/** Whether another instruction names what a script has fetched. */
function isNamedOutside(script: Script, name: string): boolean {
  if (!/amd64/.test(name)) return false;
  const { text } = script.file;
  const from = script.offset(0);
  return text.slice(0, from).includes(name) || text.slice(from + script.text.length).includes(name);
}

/** Releases of Debian and Ubuntu that a converted image is not of. */
const otherSuites =
  /\b(?:wheezy|jessie|stretch|buster|bullseye|trixie|forky|sid|trusty|xenial|bionic|focal|jammy|noble)\b/;

function reportSuites(script: Script, work: Work): void {
  if (!otherSuites.test(script.text)) return;
  for (const command of script.commands) {
    const text = command.words.map((word) => word.text).join(' ');
    if (!otherSuites.test(text) || !/debian\.org|ubuntu\.com|sources\.list/.test(text)) continue;
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
