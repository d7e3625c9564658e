import { LineIndex } from '../../positions';
import type { Finding } from '../../types';
import { buildFileKind, isShellScript } from '../buildFiles/fileKind';
import type { BuildFileKind } from '../buildFiles/fileKind';
import { isForOther } from '../../target/fileTarget';
import type { Rule, RuleContext, TextFile } from '../rule';
import { ciUses } from './ciFile';
import { dockerfileUses } from './dockerfile';
import { documentation } from './documentation';
import { goreleaserUses } from './goreleaser';
import { makefileUses } from './makefile';
import { shellUses } from './shellScript';
import { flagOf, isSanitizer, refusal } from './supportedModes';
import type { ModeUse } from './use';

/** Build modes and sanitizers that Go does not have on the target, where a build file asks for them. */
export const buildMode: Rule = {
  id: 'build-mode',
  severity: 'error',
  documentation,
  wantsFile: (path) => buildFileKind(path) !== undefined,
  fileNeedles: [
    { text: 'buildmode' },
    { text: '-race' },
    { text: '-msan' },
    { text: '-asan' },
    { text: 'pie' },
  ],
  fromFile: (file, context) => usesOf(file, context).map(finding(file, context)),
};

function usesOf({ path, text }: TextFile, { files, target }: RuleContext): readonly ModeUse[] {
  const kind = buildFileKind(path);
  if (!mentionsMode(text, kind) || isForOther(path, target)) return [];
  switch (kind) {
    case 'dockerfile':
      return dockerfileUses(text, target);
    case 'makefile':
      return makefileUses(path, text, files, target);
    case 'goreleaser':
      return goreleaserUses(text, target);
    case 'ci':
      return ciUses(text, target);
    case 'shell':
      return shellUses(text, { target, start: 0 });
    case 'script':
      return isShellScript(text) ? shellUses(text, { target, start: 0 }) : [];
    case undefined:
      return [];
  }
}

/** Most build files have none of this, and reading them closely costs more than looking. */
function mentionsMode(text: string, kind: BuildFileKind | undefined): boolean {
  // A makefile's mode may stand in a variable whose flag is in the makefile that includes it.
  return /buildmode|-(?:race|msan|asan)\b/.test(text) || (kind === 'makefile' && /\bpie\b/.test(text));
}

function finding({ path, text }: TextFile, { target, t }: RuleContext): (use: ModeUse) => Finding {
  const index = new LineIndex(text);
  return ({ place, certainty, ofTests, guard }) => {
    const flag = flagOf(place.mode);
    const said = refusal(place.mode, target.goarch);
    return {
      rule: buildMode.id,
      severity: certainty === 'certain' ? 'error' : 'info',
      certainty,
      file: path,
      ...index.range(place.start, place.end),
      message: ofTests
        ? t('Tests with {0} do not run on {1}: Go says "{2}"', flag, target.goarch, said)
        : t('{0} reaches a build for {1}, where Go says "{2}"', flag, target.goarch, said),
      fixes: guard
        ? [
            {
              title: t('Leave {0} out on {1}', flag, target.goarch),
              // Without these modes there is another kind of file, or none; that is for a person to want.
              safe: isSanitizer(place.mode) || place.mode === 'pie' || place.mode === 'shared',
              edits: [{ file: path, ...index.range(guard.start, guard.end), newText: guard.newText }],
            },
          ]
        : [],
    };
  };
}
