import type { Translate } from '../l10n';
import { goArtifacts } from './artifactNames';
import type { Component } from './manifest';
import { joinPath } from './paths';

/** What one component lacks for its kind and strategy, or where its keys do not fit together; undefined where all is well. */
export function componentProblem(component: Component, t: Translate): string | undefined {
  const { build, kind, name } = component;
  if (kind === 'make' && build.output === undefined) {
    return t('component "{0}": kind make needs build.output, the file that make leaves', name);
  }
  if (kind === 'c' && (build.sources ?? []).length === 0) {
    return t('component "{0}": kind c needs build.sources', name);
  }
  if (kind === 'command' && (build.command === undefined || build.output === undefined)) {
    return t('component "{0}": kind command needs build.command and build.output', name);
  }
  if (build.command !== undefined && kind !== 'command') {
    return t('component "{0}": build.command is for kind command', name);
  }
  if (build.strategy === 'native' && build.host === undefined) {
    return t('component "{0}": strategy native needs build.host', name);
  }
  return outputProblem(component, t) ?? artifactProblem(component, t);
}

function outputProblem({ build, name, path }: Component, t: Translate): string | undefined {
  if (joinPath(path, build.folder).startsWith('..')) {
    return t('component "{0}": build.folder leaves the workspace folder', name);
  }
  if (build.output === undefined) return undefined;
  if (joinPath(path, build.output).startsWith('..')) {
    return t('component "{0}": build.output leaves the workspace folder', name);
  }
  if ((build.packages ?? []).length + build.testPackages.length > 1) {
    return t('component "{0}": build.output names one file, but there are several packages', name);
  }
  return undefined;
}

function artifactProblem({ build, kind, name, smoke }: Component, t: Translate): string | undefined {
  const artifacts = goArtifacts(name, build);
  for (const named of Object.keys(build.names)) {
    if (!artifacts.some((artifact) => artifact.package === named)) {
      return t('component "{0}": build.names has {1}, which is not among its packages', name, named);
    }
  }
  const files = kind === 'go' ? artifacts.map((artifact) => artifact.name) : [name];
  const twice = files.find((file, index) => files.indexOf(file) !== index);
  if (twice !== undefined) {
    return t(
      'component "{0}": two packages would be built into a file "{1}"; name them in build.names',
      name,
      twice,
    );
  }
  for (const { artifact } of smoke) {
    if (artifact !== undefined && !files.includes(artifact)) {
      return t(
        'component "{0}": smoke.artifact "{1}" is not built; there are: {2}',
        name,
        artifact,
        files.join(', '),
      );
    }
  }
  return undefined;
}
