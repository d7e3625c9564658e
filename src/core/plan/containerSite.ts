import { joinPath } from '../manifest/paths';
import { buildFolder, type PlanInput } from './artifacts';
import { joinAbsolute } from './paths';
import type { CommandStep } from './plan';
import { goPath, type Site, type SiteCommand } from './site';

/** Where the container sees the manifest's folder, and where a GOPATH that old sources are mounted into. */
const places = { root: '/src', gopath: '/gopath' } as const;

/** A container of the target on this machine; the kernel hands its programs to QEMU (binfmt_misc). */
export function containerSite(input: PlanInput): Site {
  const { component, root, target, toolchain } = input;
  const { gopath, image = '' } = component.build;
  const engine = toolchain.containers;
  const buildah = engine.kind === 'buildah';
  const source =
    gopath === undefined
      ? joinAbsolute(places.root, component.path)
      : joinAbsolute(places.gopath, joinPath('src', gopath));
  const cache = joinPath(buildFolder, 'cache', target.goarch);
  const volumes = [
    `${root}:${places.root}`,
    ...(gopath === undefined ? [] : [`${joinAbsolute(root, component.path)}:${source}`]),
  ].flatMap((volume) => ['--volume', volume]);
  const user = engine.user === undefined ? [] : ['--user', engine.user];
  const name = `mips-port-${component.name}`;
  const platform = ['--platform', `linux/${target.goarch}`];
  const engineStep = (
    step: Pick<CommandStep, 'kind' | 'id' | 'title'>,
    args: readonly string[],
  ): CommandStep => ({
    ...step,
    command: engine.command,
    args,
    cwd: root,
    env: {},
  });
  const command = ({ words, env, folder, ...step }: SiteCommand): CommandStep => {
    const variables = Object.entries(env).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
    const place = joinAbsolute(source, folder);
    const shared = [...user, ...volumes, '--workdir', place, ...variables];
    if (buildah) {
      const own = shared.map((word) => (word === '--workdir' ? '--workingdir' : word));
      return engineStep(step, ['run', ...own, name, '--', ...words]);
    }
    // --init passes the end of the client on: without it the first program of a container ignores SIGTERM.
    const network = toolchain.network ? [] : ['--network', 'none'];
    return engineStep(step, ['run', '--rm', '--init', ...network, ...platform, ...shared, image, ...words]);
  };
  const begin = { kind: 'prepare', id: 'container', title: `make a container of ${image}` } as const;
  const end = { kind: 'prepare', id: 'container-end', title: `remove the container ${name}` } as const;
  return {
    artifact: ({ path }) => joinAbsolute(places.root, path),
    tools: { go: 'go', make: 'make', cc: 'cc' },
    env: {
      // Nothing is kept in the image, and a user that it does not know has no home.
      HOME: joinAbsolute(places.root, cache),
      GOCACHE: joinAbsolute(places.root, joinPath(cache, 'go-build')),
      ...(gopath === undefined ? {} : { GO111MODULE: 'off', GOPATH: goPath(places.gopath, component.build) }),
    },
    before: [
      {
        kind: 'folder',
        id: 'cache',
        title: "make the folder of Go's cache",
        path: joinAbsolute(root, cache),
      },
      ...(buildah ? [engineStep(begin, ['from', ...platform, '--name', name, image])] : []),
    ],
    command,
    program: (file, args) => [file, ...args],
    fetch: [],
    after: buildah ? [{ ...engineStep(end, ['rm', name]), always: true }] : [],
  };
}
