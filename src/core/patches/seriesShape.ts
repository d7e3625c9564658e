import { integer, list, object, optional, required, text, withDefault } from '../manifest/shape';
import { patchName, upstreamStates } from './series';

const commit = text({
  pattern: /^[0-9a-f]{7,64}$/,
  what: (t) => t('use 7 to 64 hexadecimal digits of a commit'),
});

const fullCommit = text({
  pattern: /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/,
  what: (t) => t('use all 40 hexadecimal digits of the commit'),
});

/** Names of refs, versions, modules and packages: they may become arguments of git. */
const name = text({
  pattern: /^[^-\s\p{Cc}][^\s\p{Cc}]*$/u,
  what: (t) => t('it must not be empty, hold spaces or begin with "-"'),
});

const upstreamFields = {
  state: required(text({ oneOf: upstreamStates }), 'Where the patch stands upstream.'),
  url: optional(
    text({ pattern: /^https?:\/\/\S+$/, what: (t) => t('use an address that begins with https://') }),
    'The pull request, issue or mail.',
  ),
  commit: optional(commit, 'The upstream commit that has the change.'),
  release: optional(name, 'The first upstream release that has the change.'),
};

const entryFields = {
  file: required(
    text({ pattern: patchName, what: (t) => t('use the name of a .patch file of this folder') }),
    'Name of the patch file, in this folder.',
  ),
  upstream: withDefault(
    object(upstreamFields),
    { state: 'not-sent', url: undefined, commit: undefined, release: undefined },
    'Where the patch stands upstream.',
  ),
  rules: optional(list(name), 'Rules whose fixes the patch holds.'),
  package: optional(name, 'The package that the patch changes.'),
  module: optional(name, 'For a patch to vendored files: the module that they are from.'),
  version: optional(name, 'The version of that module.'),
  repository: optional(name, 'The repository that must take the patch.'),
};

/** What a `series.yaml` must look like; its JSON Schema is `seriesShape.schema`. */
export const seriesShape = object({
  version: required(integer(1, 1), 'Version of this format: 1.'),
  base: optional(fullCommit, 'The commit that the series applies to.'),
  ref: optional(name, 'What that commit was called: a tag, branch or version.'),
  patches: withDefault(list(object(entryFields)), [], 'The patches, in the order in which they apply.'),
});
