/** Orders Go versions: `1.9` < `1.19` < `1.21rc2` < `1.21` < `1.21.0` = `1.21` < `1.21.3`. */
export function compareGoVersions(a: string, b: string): number {
  const [left, right] = [versionKey(a), versionKey(b)];
  for (let i = 0; i < left.length; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Major, minor, patch, then a release candidate's or beta's rank below the release. */
function versionKey(version: string): readonly number[] {
  const match = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:(beta|rc)(\d+))?/.exec(version);
  const [, major = '0', minor = '0', patch = '0', stage, number = '0'] = match ?? [];
  const rank = stage === undefined ? 2000 : (stage === 'rc' ? 1000 : 0) + Number(number);
  return [Number(major), Number(minor), Number(patch), rank];
}
