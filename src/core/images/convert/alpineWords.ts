import { commandName, effectiveWords } from './script';
import type { Script } from './script';
import { packageCommand } from './packageCommand';
import type { Work } from './work';

/** Paths that stand elsewhere in Debian. */
const paths: readonly (readonly [RegExp, string])[] = [
  [/(?<![\w/])\/bin\/ash\b/g, '/bin/sh'],
  [/(?<![\w/])\/sbin\/nologin\b/g, '/usr/sbin/nologin'],
  [/(?<![\w/])\/sbin\/tini\b/g, '/usr/bin/tini'],
  [/(?<![\w/])\/sbin\/su-exec\b/g, '/usr/sbin/gosu'],
  [/(?<![\w/])\/var\/cache\/(?:apk|yum|dnf)(?:\/\*|\/)?/g, '/var/lib/apt/lists/*'],
];

/** Commands that do nothing but change the files that they name. */
const onlyWrites = /^(?:echo|printf|sed|tee|rm|cp|mv|mkdir|install|chmod|touch|wget|curl)$/;

/** A text with Alpine's and Fedora's paths as Debian has them. */
export function debianPaths(text: string): string {
  return paths.reduce((result, [from, to]) => result.replace(from, to), text);
}

/** Rewrites and reports what a script takes from Alpine beside its packages. */
export function convertAlpineWords(script: Script, work: Work): void {
  const { file } = script;
  const { t } = work;
  const shebang = /^#!\s*(\/bin\/ash|\/usr\/bin\/env ash)\b/.exec(script.text);
  if (shebang && script.offset(0) === 0) {
    const start = shebang[0].length - (shebang[1]?.length ?? 0);
    file.replace(start, shebang[0].length, '/bin/sh');
  }
  for (const command of script.commands) {
    const words = effectiveWords(command);
    const [first] = words;
    if (!first || packageCommand(command)) continue;
    const name = commandName(words);
    const { start, end } = script.span(command);
    if (first.text === 'su-exec') script.replaceWord(first, 'gosu');
    if (first.text === 'ash') script.replaceWord(first, 'sh');
    if (
      name === 'nc' &&
      words.some(({ text }) => /^-\w*l/.test(text)) &&
      words.some(({ text }) => /^-\w*p/.test(text))
    ) {
      file.note(start, end, t("Debian's nc takes -l or -p, not both: nc -l PORT"));
    }
    if (/^(?:rc-update|rc-service|openrc|setup-\w+|lbu)$/.test(name)) {
      file.problem('command', start, end, t('{0} is a command of Alpine alone', name));
    }
    const written = script.text.includes('/etc/apk/') ? [...words, ...script.written(command)] : [];
    if (written.some(({ text }) => text.includes('/etc/apk/'))) {
      if (onlyWrites.test(name)) {
        file.note(start, end, t('What this does to the package sources of Alpine is left out'));
        script.removeCommand(command);
        continue;
      }
      file.problem('command', start, end, t('Debian has its package sources in /etc/apt'));
    }
    if (
      first.text === '[' &&
      words.some(({ text }) => text === '/etc/nsswitch.conf') &&
      words[1]?.text === '!'
    ) {
      keepGoing(script, command.words, start);
    }
    for (const word of words) {
      const text = debianPaths(word.text);
      if (text !== word.text) script.replaceWord(word, text);
    }
  }
}

/** `[ ! -e /etc/nsswitch.conf ] && …` ends a build where the file is there, as it is in Debian. */
function keepGoing(
  script: Script,
  words: readonly { readonly text: string; readonly start: number; readonly end: number }[],
  start: number,
): void {
  const last = words.at(-1);
  const rest = last && /^\s*&&/.exec(script.text.slice(last.end));
  const [, negation] = words;
  if (!last || !rest || !negation || start !== script.offset(0)) return;
  const next = /^\s*/.exec(script.text.slice(negation.end))?.[0].length ?? 0;
  script.file.replace(script.offset(negation.start), script.offset(negation.end + next), '');
  script.file.replace(
    script.offset(last.end + rest[0].length - 2),
    script.offset(last.end + rest[0].length),
    '||',
  );
}
