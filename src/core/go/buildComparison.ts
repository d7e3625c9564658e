import { isOtherSource, nameSuffix } from './buildConstraints';
import { tagHolds, type BuildContext } from './buildContext';

/**
 * Tells without parsing which files two builds surely agree about. Nearly all
 * files are such files, so this is what spares a scan most of its work.
 */
export interface BuildComparison {
  /** What a file's name says: both builds have it or neither does, one of them has it, or its constraints decide. */
  ofName(name: string): 'alike' | 'different' | 'open';
  /**
   * Whether the beginning of a file may have a constraint that the builds
   * disagree about. It may say so for other reasons too, but it never says no
   * where there is one.
   *
   * @param head The text up to the end of the file's first comments at least; bytes read as Latin-1 do as well.
   */
  headMayDiffer(head: string): boolean;
}

export function compareBuilds(host: BuildContext, target: BuildContext): BuildComparison {
  // Without cgo on one side, files count that import "C".
  const sameCgo = host.cgo === target.cgo;
  const constraint = constraintNaming(differingTags(host, target));
  return {
    ofName(name) {
      const first = name.charAt(0);
      if (first === '_' || first === '.') return 'alike';
      if (!name.endsWith('.go') && !isOtherSource(name)) return 'alike';
      const tags = nameSuffix(name);
      const onHost = tags.every((tag) => tagHolds(tag, host));
      if (onHost !== tags.every((tag) => tagHolds(tag, target))) return 'different';
      if (!onHost) return 'alike';
      // Nothing but its name decides about a .syso file, which is no text.
      return name.endsWith('.syso') ? 'alike' : 'open';
    },
    headMayDiffer: (head) => !sameCgo || (head.includes('build') && constraint.test(head)),
  };
}

/** The tags that hold on one of two builds alone. Constraints that name none of them hold on both or on neither. */
function differingTags(host: BuildContext, target: BuildContext): readonly string[] {
  const releases = Math.max(host.goMinor, target.goMinor);
  const known = [
    ...[host, target].flatMap(({ goarch, goos, tags }) => [goarch, goos, ...tags]),
    ...['cgo', 'unix', 'linux', 'solaris', 'darwin', 'boringcrypto'],
    ...Array.from({ length: releases }, (_, before) => `go1.${before + 1}`),
  ];
  return [...new Set(known)].filter((tag) => tagHolds(tag, host) !== tagHolds(tag, target));
}

function constraintNaming(tags: readonly string[]): RegExp {
  const names = tags.map((tag) => tag.replace(/\W/g, '\\$&')).join('|');
  return tags.length === 0 ? /(?!)/ : new RegExp(`(?:\\+build|go:build)[^\\n]*(?<!\\w)(?:${names})(?!\\w)`);
}
