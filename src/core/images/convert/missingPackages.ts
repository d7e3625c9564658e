import { unquote } from '../../shell/shellTokens';
import type { StageState } from './packages';
import { effectiveWords } from './script';
import type { Script } from './script';
import type { Work } from './work';

/** Programs that BusyBox has in it and a slim Debian has not, with the package of each. */
const packages: Readonly<Record<string, string>> = {
  wget: 'wget',
  nc: 'netcat-openbsd',
  ps: 'procps',
  top: 'procps',
  free: 'procps',
  pkill: 'procps',
  pgrep: 'procps',
  killall: 'psmisc',
  ip: 'iproute2',
  ifconfig: 'net-tools',
  netstat: 'net-tools',
  route: 'net-tools',
  arp: 'net-tools',
  ping: 'iputils-ping',
  traceroute: 'traceroute',
  nslookup: 'bind9-dnsutils',
  vi: 'vim-tiny',
  less: 'less',
  telnet: 'telnet',
  unzip: 'unzip',
  bunzip2: 'bzip2',
  unxz: 'xz-utils',
  bc: 'bc',
  crond: 'cron',
};

interface Need {
  readonly script: Script;
  readonly start: number;
  readonly end: number;
  readonly program: string;
  readonly pack: string;
}

/**
 * Installs what scripts use and the base had without being asked: programs
 * that BusyBox has in it, and the certificates that an https address needs.
 *
 * @returns The packages that have to be installed before the first of the scripts.
 */
export function addMissingPackages(
  scripts: readonly Script[],
  state: StageState,
  hadBusybox: boolean,
  work: Work,
): readonly string[] {
  const first: string[] = [];
  const add = (pack: string, script: Script, at: number): void => {
    state.installed.add(pack);
    const { firstInstall } = state;
    const order = firstInstall ? scripts.indexOf(firstInstall.script) : -1;
    const needed = scripts.indexOf(script);
    const isBefore = order < needed || (order === needed && (firstInstall?.at ?? 0) < at);
    if (firstInstall && order >= 0 && isBefore) {
      firstInstall.script.file.insert(firstInstall.at, `${pack} `);
    } else first.push(pack);
  };
  for (const { script, start, end, program, pack } of hadBusybox ? applets(scripts, state.installed) : []) {
    script.file.note(
      start,
      end,
      work.t(
        '{0} is part of BusyBox; in Debian it is in the package {1}, which is installed too',
        program,
        pack,
      ),
    );
    add(pack, script, start);
  }
  const fetching = fetch(scripts);
  if (fetching && !state.installed.has('ca-certificates'))
    add('ca-certificates', fetching.script, fetching.start);
  return first;
}

function fetch(scripts: readonly Script[]): { readonly script: Script; readonly start: number } | undefined {
  for (const script of scripts) {
    for (const command of script.commands) {
      const words = effectiveWords(command);
      const isFetch = /^(?:curl|wget|git)$/.test(words[0]?.text ?? '');
      if (isFetch && words.some(({ text }) => /^["']?https:\/\//.test(text))) {
        return { script, start: script.span(command).start };
      }
    }
  }
  return undefined;
}

function applets(scripts: readonly Script[], installed: ReadonlySet<string>): readonly Need[] {
  const found = new Map<string, Need>();
  for (const script of scripts) {
    for (const command of script.commands) {
      const words = effectiveWords(command);
      const [first] = words;
      const program = unquote(first?.text ?? '');
      const pack = Object.hasOwn(packages, program) ? packages[program] : undefined;
      if (!first || pack === undefined || installed.has(pack) || found.has(pack)) continue;
      found.set(pack, {
        script,
        start: script.offset(first.start),
        end: script.offset(first.end),
        program,
        pack,
      });
    }
  }
  return [...found.values()];
}
