import type { FileWork, Work } from './work';

/** The first release of a project with a file for mips64le; undefined where it never had one. Read from the projects' release pages on 2026-11-23. */
const firstRelease: Readonly<Record<string, readonly number[] | undefined>> = {
  'coredns/coredns': [1, 6, 7],
  'containernetworking/plugins': [0, 8, 4],
  'kubernetes-sigs/cri-tools': [1, 21, 0],
  'krallin/tini': [0, 19, 0],
  'etcd-io/etcd': undefined,
  'coreos/etcd': undefined,
  'helm/helm': undefined,
  'projectcalico/calicoctl': undefined,
};

/** An address that is fetched, in a file. */
export interface Address {
  readonly text: string;
  readonly start: number;
  /** Whether a checksum of the file stands beside it. */
  readonly checked: boolean;
  /** Whether a shell would expand a variable in it. */
  readonly expands: boolean;
  /** Whether the file is named again where the name would not change with the address. */
  readonly isNamedElsewhere: boolean;
}

/**
 * Converts the address of a file for the host's architecture, where the one
 * for the target has the same name but for Go's name of the architecture.
 *
 * @returns Whether it now names `TARGETARCH`.
 */
export function convertDownload(address: Address, file: FileWork, work: Work): boolean {
  const { start, text } = address;
  const end = start + text.length;
  const { goarch } = work.target;
  const named = /(?<![A-Za-z0-9])(amd64|x86_64|BASEARCH|\$\{?TARGETARCH\}?)(?![A-Za-z0-9])/.exec(text);
  if (!named) return false;
  const release = /github\.com\/([\w.-]+\/[\w.-]+)\/releases\/download\/([^/]+)\//.exec(text);
  const [, project = '', version = ''] = release ?? [];
  if (goarch === 'mips64le' && Object.hasOwn(firstRelease, project)) {
    const first = firstRelease[project];
    const numbers = /(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
    if (!first || (numbers && isOlder(numbers, first))) {
      file.problem(
        'no-download',
        start,
        end,
        first
          ? work.t(
              '{0} has a file for {1} from {2} on; write that, or take out the download and what uses it: {3}',
              project,
              goarch,
              first.join('.'),
              ofRelease(text, version, first.join('.')),
            )
          : work.t(
              '{0} has no file for {1}; build it as a component, and name what it makes in images.build, at files',
              project,
              goarch,
            ),
      );
      return false;
    }
  }
  const [word = ''] = named;
  if (word !== 'amd64' && word !== 'x86_64') return false;
  if (address.checked) {
    file.problem(
      'checksum',
      start,
      end,
      work.t('This is a file for {0}, and so is the checksum beside it', word),
    );
    return false;
  }
  if (/\.(?:deb|rpm|apk)(?:$|\?)/.test(text)) {
    file.problem('no-download', start, end, work.t('This is a package for {0}', word));
    return false;
  }
  if (word === 'x86_64' || !address.expands || address.isNamedElsewhere) {
    file.problem('no-download', start, end, work.t('This is a file for {0}', word));
    return false;
  }
  file.replace(start + named.index, start + named.index + word.length, '${TARGETARCH}');
  return true;
}

/** The address of another release, which names its version the same way. */
function ofRelease(address: string, version: string, other: string): string {
  const number = version.replace(/^v/, '');
  return number === '' ? address : address.replaceAll(number, other);
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  for (const [at, part] of than.entries()) {
    const mine = version[at] ?? 0;
    if (mine !== part) return mine < part;
  }
  return false;
}
