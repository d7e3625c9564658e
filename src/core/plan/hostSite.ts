import type { HostRecipe } from '../manifest/manifest';
import { joinPath } from '../manifest/paths';
import { artifactsOf, buildFolder, outputFolder, type Artifact, type PlanInput } from './artifacts';
import { joinAbsolute, parentOf, relativeFrom } from './paths';
import type { CommandStep, Step } from './plan';
import { remoteCommandLine } from './shellWords';
import { goPath, type Site } from './site';

/**
 * What ssh and scp get before the host: no questions, a host key that is
 * known already, and nothing written down about the host.
 */
const sshOptions = [
  ['-o', 'BatchMode=yes'],
  ['-o', 'StrictHostKeyChecking=yes'],
  ['-o', 'UpdateHostKeys=no'],
].flat();

/**
 * A host of the target's architecture, by SSH. The sources go there in one
 * tar file, uncommitted changes included, into a folder of their own that is
 * made anew each time; Go's cache there makes the build incremental all the same.
 */
export function hostSite(input: PlanInput): Site {
  const { component, root, target } = input;
  const { gopath } = component.build;
  const { name } = component;
  const { ssh: host, port, folder = '.cache/mips-port' } = hostOf(input);
  const options = [...sshOptions, ...(port === undefined ? [] : ['-o', `Port=${port}`])];
  const base = `${folder.replace(/\/+$/, '')}/${target.goarch}/${name}`;
  const inside = gopath === undefined ? 'source' : joinPath('gopath/src', gopath);
  const source = `${base}/${inside}`;
  const tar = joinAbsolute(root, joinPath(buildFolder, 'native', `${name}.tar`));
  const local = (id: string, title: string, command: string, args: readonly string[]): CommandStep => ({
    kind: 'prepare',
    id,
    title,
    command,
    args,
    cwd: root,
    env: {},
  });
  const ssh = (
    step: Pick<CommandStep, 'kind' | 'id' | 'title' | 'timeoutMs' | 'expect'>,
    line: string,
  ): CommandStep => ({
    ...step,
    command: 'ssh',
    args: [...options, '-T', '--', host, line],
    cwd: root,
    env: {},
  });
  const there = (id: string, title: string, folder: string, words: readonly string[]): CommandStep =>
    ssh({ kind: 'prepare', id, title }, remoteCommandLine({ folder, env: {}, words }));
  /** Relative to `base`. */
  const artifactThere = ({ path }: Artifact): string =>
    component.build.output === undefined
      ? joinPath('out', path.slice(outputFolder(component, target).length))
      : joinPath(inside, component.build.output);
  return {
    artifact: (artifact, folder) => relativeFrom(joinPath(inside, folder), artifactThere(artifact)),
    tools: { go: 'go', make: 'make', cc: 'cc' },
    env: gopath === undefined ? {} : { GO111MODULE: 'off' },
    before: [
      { kind: 'folder', id: 'pack-folder', title: `make the folder ${parentOf(tar)}`, path: parentOf(tar) },
      local('pack', `pack the sources of ${name}`, 'tar', [
        '--create',
        `--file=${tar}`,
        '--exclude=./.git',
        `--exclude=./${buildFolder}`,
        `--directory=${joinAbsolute(root, component.path)}`,
        '.',
      ]),
      there('clear', `remove the last sources on ${host}`, '.', ['rm', '-rf', '--', base]),
      there('folders', `make folders on ${host}`, '.', ['mkdir', '-p', '--', source, `${base}/out`]),
      local('send', `send the sources to ${host}`, 'scp', [
        ...options,
        '-q',
        '--',
        tar,
        `${host}:${base}/source.tar`,
      ]),
      there('unpack', `unpack the sources on ${host}`, base, ['tar', '-xf', 'source.tar', '-C', inside]),
    ],
    command: ({ words, folder, env, ...step }) =>
      ssh(
        step,
        remoteCommandLine({
          folder: folder === '.' ? source : `${source}/${folder}`,
          env,
          ...(gopath === undefined
            ? {}
            : { places: { GOPATH: goPath(`${base}/gopath`, component.build).split(':') } }),
          words,
        }),
      ),
    program: (file, args) => [file, ...args],
    fetch: artifactsOf(component, target).flatMap((one): Step[] => {
      const path = joinAbsolute(root, one.path);
      return [
        {
          kind: 'folder',
          id: `fetch-folder-${one.name}`,
          title: `make the folder ${parentOf(path)}`,
          path: parentOf(path),
        },
        local(`fetch-${one.name}`, `fetch ${one.name} from ${host}`, 'scp', [
          ...options,
          '-q',
          '--',
          `${host}:${base}/${artifactThere(one)}`,
          path,
        ]),
      ];
    }),
    after: [],
  };
}

/** The machine that a recipe names: one of the manifest's, else a destination that ssh knows itself. */
export function hostOf({ component, hosts = {} }: PlanInput): HostRecipe {
  const name = component.build.host ?? '';
  const known = Object.hasOwn(hosts, name) ? hosts[name] : undefined;
  return known ?? { ssh: name, port: undefined, folder: undefined };
}
