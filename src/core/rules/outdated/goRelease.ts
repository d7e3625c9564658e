import { LineIndex } from '../../positions';
import type { Finding, Fix } from '../../types';
import { isForOther, targetNames } from '../../target/fileTarget';
import type { Rule, RuleContext, TextFile } from '../rule';
import { documentation } from './goReleaseDocumentation';
import { goPins, isPinFile, type GoPin } from './goPins';
import { firstGoodGo, goAdvice, newestPatch } from './goReleases';

/** Go releases that a tree pins and that are known to misbehave on the target. */
export const outdatedGo: Rule = {
  id: 'outdated-go',
  severity: 'warning',
  documentation,
  wantsFile: isPinFile,
  fileNeedles: [
    { text: 'golang:1.' },
    { text: 'VERSION', confirm: /\bGO(?:LANG)?_?VERSION\b/i },
    { text: 'go-version' },
    { text: 'toolchain go1.' },
    { text: 'language: go' },
  ],
  // .go-version, and the VERSION of Kubernetes' builder.
  wholeFile: /^\s*(?:go|v)?1\.\d+[\w.-]*\s*$/,
  fromFile: (file, context) =>
    isForOther(file.path, context.target)
      ? []
      : goPins(file.path, file.text).flatMap((pin) => finding(pin, file, context)),
};

function finding(pin: GoPin, { path, text }: TextFile, { target, t }: RuleContext): readonly Finding[] {
  const version = newestPatch(pin.version);
  const message = goAdvice(version, target.goarch, t);
  // A runner tests on itself, and CI services have no MIPS runners; what matters is a file that builds for the target.
  const elsewhere = pin.ofCi && !targetNames(target).some((name) => text.includes(name));
  if (message === undefined || elsewhere) return [];
  const range = new LineIndex(text).range(pin.start, pin.end);
  const good = firstGoodGo(version, target.goarch);
  // `1.21` means its newest patch, as `1.13` did.
  const replacement = version === pin.version ? good : good?.replace(/^(1\.\d+)\..*/, '$1');
  const fix: Fix | undefined =
    replacement === undefined || !pin.editable
      ? undefined
      : {
          title: t('Build with Go {0}', replacement),
          safe: false,
          edits: [{ file: path, ...range, newText: replacement }],
        };
  return [
    {
      rule: outdatedGo.id,
      severity: pin.ofCi ? 'info' : 'warning',
      certainty: pin.ofCi ? 'likely' : 'certain',
      file: path,
      ...range,
      message,
      fixes: fix ? [fix] : [],
    },
  ];
}
