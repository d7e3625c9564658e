import { plainName, remoteFolder, sshDestination } from './fields';
import { flag, integer, object, optional, record, required, text, withDefault } from './shape';
import type { ObjectOf } from './shape';

const nodeFields = {
  ssh: required(sshDestination, 'An alias of the ssh configuration, a host, or user@host.'),
  port: optional(integer(1, 65_535), 'Port of ssh, where the ssh configuration does not say it.'),
  runtime: withDefault(
    text({ oneOf: ['containerd', 'docker'] }),
    'containerd',
    'What runs containers on that node: containerd (images of namespace k8s.io, with ctr) or docker.',
  ),
  namespace: withDefault(plainName, 'k8s.io', "containerd's namespace; the kubelet uses k8s.io."),
  socket: optional(
    remoteFolder,
    "Path of the runtime's socket on that node, where it is not the usual one: /run/k3s/containerd/containerd.sock.",
  ),
  sudo: withDefault(flag(), false, 'Whether the user of ssh needs sudo -n to reach the runtime.'),
};

/** A node that images are loaded onto over ssh. */
export type NodeRecipe = ObjectOf<typeof nodeFields>;

/** The beginning of an image's name: what no shell and no tool takes for something else. */
const place = /^[A-Za-z0-9[][\w.:/[\]-]*$/;
const placeOrRest = /^(?:\*|[A-Za-z0-9[][\w.:/[\]-]*)$/;

const tagTemplate = text({
  pattern: /^(?:\w|\{tag\})(?:[\w.-]|\{tag\})*$/,
  what: (t) => t('write a tag, with {tag} for the old one'),
});

/** Keys of the manifest about where images go. */
export const deliveryFields = {
  registries: withDefault(
    record(
      {
        pattern: placeOrRest,
        what: (t) => t('write a registry or a repository, such as k8s.gcr.io or docker.io/library'),
      },
      text({
        pattern: place,
        what: (t) => t('write a registry or a repository, such as k8s.gcr.io or docker.io/library'),
      }),
    ),
    {},
    'Where images of a registry are found for the target: { k8s.gcr.io: registry.local:5000/k8s }. The longest key that fits counts; "*" is every other registry.',
  ),
  tags: withDefault(
    record(
      {
        pattern: placeOrRest,
        what: (t) => t('write an image, with or without a tag'),
      },
      tagTemplate,
    ),
    {},
    'Tags for the target by image as it is called before: { nginx: "1.18", "*": "{tag}-mips64le" }, where {tag} is the old one.',
  ),
  nodes: withDefault(
    record(
      {
        pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
        what: (t) => t('use letters, digits, ".", "_" and "-"'),
      },
      object(nodeFields),
    ),
    {},
    'Nodes of a cluster that images are loaded onto, by name.',
  ),
};
