import { compareGoVersions } from '../../go/goVersion';
import type { Translate } from '../../l10n';
import type { Goarch } from '../../target/targets';

/** Something in Go itself that breaks on a target. */
export interface GoBug {
  readonly goarchs: readonly Goarch[];
  /** Releases that have it: from the first up to the first that does not, `to` exclusive. */
  readonly ranges: readonly { readonly from?: string; readonly to: string }[];
  /** Whether the last `to` is only where our knowledge ends. */
  readonly open?: true;
  readonly symptom: (t: Translate) => string;
  /** The issue, and the commit that mended it. */
  readonly sources: readonly string[];
}

const mips64x: readonly Goarch[] = ['mips64le', 'mips64'];

/**
 * What was wrong for 64-bit MIPS in releases of Go. The releases were read
 * from the tags that contain each fix and its backports, and from the source
 * at these tags. What is met most often comes first.
 */
export const goBugs: readonly GoBug[] = [
  {
    goarchs: mips64x,
    ranges: [{ to: '1.14' }],
    symptom: (t) =>
      t('syscall.EpollEvent lacks four bytes of padding, so syscall.EpollWait returns wrong files'),
    sources: ['golang/go#68366', 'golang/go@dd8bbc76c579'],
  },
  {
    goarchs: ['mips64le', 'mips64', 'mipsle', 'mips'],
    ranges: [{ from: '1.16', to: '1.20' }],
    symptom: (t) =>
      t(
        'without cgo, syscall.Setuid, Setgid and the like end the program (“AllThreadsSyscall6 results differ”)',
      ),
    sources: ['golang/go#56426', 'golang/go@2c7c98c3ad71', 'tianon/gosu#121'],
  },
  {
    goarchs: mips64x,
    ranges: [{ from: '1.27rc1', to: '1.27.1' }],
    open: true,
    symptom: (t) => t('the network poller crashes now and then (SIGBUS)'),
    sources: ['golang/go#80978'],
  },
  {
    goarchs: mips64x,
    ranges: [
      { from: '1.10', to: '1.18.10' },
      { from: '1.19', to: '1.19.5' },
    ],
    symptom: (t) => t('atomic.CompareAndSwapUint32 fails for values from 1<<31 on'),
    sources: ['golang/go#57282', 'golang/go@0b2ad1d815ea'],
  },
  {
    goarchs: mips64x,
    ranges: [{ to: '1.16.14' }, { from: '1.17', to: '1.17.7' }],
    symptom: (t) => t('some conversions of 32-bit integers to floating point are compiled wrongly'),
    sources: ['golang/go#50671', 'golang/go@d93ff73ae207'],
  },
  {
    goarchs: mips64x,
    ranges: [
      { from: '1.20', to: '1.21.11' },
      { from: '1.22', to: '1.22.4' },
    ],
    symptom: (t) => t('comparing structs may read unaligned words (SIGBUS under QEMU)'),
    sources: ['golang/go#67160', 'golang/go@3c72dd513c30'],
  },
  {
    goarchs: mips64x,
    ranges: [{ to: '1.13' }],
    symptom: (t) => t('32-bit moves have no defined result on some processors'),
    sources: ['golang/go#30459', 'golang/go@95d4e6158b41'],
  },
  {
    goarchs: mips64x,
    ranges: [{ to: '1.11' }],
    symptom: (t) => t('the runtime takes failed system calls for ones that did well'),
    sources: ['golang/go#23446', 'golang/go@acd30e9a827a'],
  },
  {
    goarchs: mips64x,
    ranges: [{ from: '1.14', to: '1.16' }],
    symptom: (t) => t('time.Now may be wrong on kernels before 4.13'),
    sources: ['golang/go#39046', 'golang/go@df81a15819d5'],
  },
];

/** The bugs of a release for a target. `1.20` is the release 1.20.0. */
export function goBugsOf(version: string, goarch: Goarch): readonly GoBug[] {
  if (!/^1\.\d+/.test(version)) return [];
  return goBugs.filter(
    (bug) =>
      bug.goarchs.includes(goarch) &&
      bug.ranges.some(
        ({ from, to }) =>
          compareGoVersions(version, to) < 0 && (from === undefined || compareGoVersions(version, from) >= 0),
      ),
  );
}

/** The newest patch of a release, whatever it is: what `1.13` means in the name of an image or to a CI service. */
export function newestPatch(version: string): string {
  return /^1\.\d+$/.test(version) ? `${version}.9999` : version;
}

/**
 * The lowest release, not older than a version, that has none of the bugs;
 * undefined where the table knows none.
 */
export function firstGoodGo(version: string, goarch: Goarch): string | undefined {
  const known = goBugs
    .filter(({ open }) => open !== true)
    .flatMap(({ ranges }) => ranges.map(({ to }) => to));
  return [...new Set(known)]
    .sort(compareGoVersions)
    .find((to) => compareGoVersions(to, version) >= 0 && goBugsOf(to, goarch).length === 0);
}

/** More than these make a message that nobody reads; the rule's page has them all. */
const mostShown = 3;

/** What to know of a Go release before it builds for a target, in one sentence; undefined where nothing is known against it. */
export function goAdvice(version: string, goarch: Goarch, t: Translate): string | undefined {
  const bugs = goBugsOf(version, goarch);
  if (bugs.length === 0) return undefined;
  const shown = version.replace(/\.9999$/, '');
  const shownBugs = bugs.slice(0, mostShown).map(({ symptom }) => symptom(t));
  const rest = bugs.length - shownBugs.length;
  const symptoms = [...shownBugs, ...(rest > 0 ? [t('and {0} more', rest)] : [])].join('; ');
  const good = firstGoodGo(version, goarch);
  return good === undefined
    ? t('Go {0} on {1}: {2}', shown, goarch, symptoms)
    : t('Go {0} on {1}: {2}. Go {3} has none of that', shown, goarch, symptoms, good);
}
