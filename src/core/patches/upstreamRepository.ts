/** Where changes to a module have to go. */
export interface UpstreamRepository {
  /** `https://github.com/google/cadvisor`. */
  readonly url: string;
  /** The folder of the module inside the repository, where it is not its root: `client/v3`. */
  readonly folder?: string;
  /** A mirror on GitHub, where the repository itself is elsewhere. */
  readonly mirror?: string;
  /** How it takes changes: by pull or merge request, or by Gerrit, as Go's own repositories do. */
  readonly takes: 'pull-request' | 'gerrit';
}

/**
 * Modules of Kubernetes that live in `staging/src/k8s.io` of
 * kubernetes/kubernetes and are only published to repositories of their own:
 * those take no changes.
 *
 * Sources: kubernetes/kubernetes, staging/README.md ("most code in the staging
 * directory is authoritative") and staging/publishing/rules.yaml.
 */
const staging: ReadonlySet<string> = new Set([
  'api',
  'apiextensions-apiserver',
  'apimachinery',
  'apiserver',
  'cli-runtime',
  'client-go',
  'cloud-provider',
  'cluster-bootstrap',
  'code-generator',
  'component-base',
  'component-helpers',
  'controller-manager',
  'cri-api',
  'cri-client',
  'cri-streaming',
  'csi-api',
  'csi-translation-lib',
  'dynamic-resource-allocation',
  'endpointslice',
  'externaljwt',
  'kms',
  'kube-aggregator',
  'kube-controller-manager',
  'kube-proxy',
  'kube-scheduler',
  'kubectl',
  'kubelet',
  'legacy-cloud-providers',
  'metrics',
  'mount-utils',
  'node-api',
  'pod-security-admission',
  'sample-apiserver',
  'sample-cli-plugin',
  'sample-controller',
  'streaming',
]);

/**
 * Import paths with a repository of another name. A path ends where the
 * repository's root is; what follows it in a module's path is a folder.
 *
 * Sources: each path's `go-import` meta tag, which cmd/go reads, as pkg.go.dev
 * shows it under "Repository".
 */
const vanity: ReadonlyMap<string, string> = new Map([
  ['capnproto.org/go/capnp', 'https://github.com/capnproto/go-capnp'],
  ['cel.dev/expr', 'https://github.com/google/cel-spec'],
  ['cloud.google.com/go', 'https://github.com/googleapis/google-cloud-go'],
  ['dario.cat/mergo', 'https://github.com/darccio/mergo'],
  ['go.mongodb.org/mongo-driver', 'https://github.com/mongodb/mongo-go-driver'],
  ['go.opencensus.io', 'https://github.com/census-instrumentation/opencensus-go'],
  ['go.opentelemetry.io/auto', 'https://github.com/open-telemetry/opentelemetry-go-instrumentation'],
  ['go.opentelemetry.io/contrib', 'https://github.com/open-telemetry/opentelemetry-go-contrib'],
  ['go.opentelemetry.io/otel', 'https://github.com/open-telemetry/opentelemetry-go'],
  ['go.opentelemetry.io/proto', 'https://github.com/open-telemetry/opentelemetry-proto-go'],
  ['go.starlark.net', 'https://github.com/google/starlark-go'],
  ['go.yaml.in/yaml', 'https://github.com/yaml/go-yaml'],
  ['gonum.org/v1/gonum', 'https://github.com/gonum/gonum'],
  ['gonum.org/v1/netlib', 'https://github.com/gonum/netlib'],
  ['gonum.org/v1/plot', 'https://github.com/gonum/plot'],
  ['google.golang.org/api', 'https://github.com/googleapis/google-api-go-client'],
  ['google.golang.org/appengine', 'https://github.com/golang/appengine'],
  ['google.golang.org/genproto', 'https://github.com/googleapis/go-genproto'],
  ['google.golang.org/grpc', 'https://github.com/grpc/grpc-go'],
  ['gotest.tools', 'https://github.com/gotestyourself/gotest.tools'],
  ['gvisor.dev/gvisor', 'https://github.com/google/gvisor'],
  ['helm.sh/helm', 'https://github.com/helm/helm'],
  ['honnef.co/go/tools', 'https://github.com/dominikh/go-tools'],
  ['mvdan.cc/sh', 'https://github.com/mvdan/sh'],
  ['oras.land/oras-go', 'https://github.com/oras-project/oras-go'],
  ['tags.cncf.io/container-device-interface', 'https://github.com/cncf-tags/container-device-interface'],
  ['tailscale.com', 'https://github.com/tailscale/tailscale'],
  ['volcano.sh/apis', 'https://github.com/volcano-sh/apis'],
]);

/**
 * Hosts whose first folder names a repository of one organization.
 *
 * Sources: kubernetes/k8s.io, k8s.io/configmap-www-golang.yaml and
 * configmap-nginx.yaml; etcd-io/website; uber-go/vanity's configuration.
 */
const organizations: ReadonlyMap<string, string> = new Map([
  ['go.etcd.io', 'https://github.com/etcd-io'],
  ['go.uber.org', 'https://github.com/uber-go'],
  ['k8s.io', 'https://github.com/kubernetes'],
  ['modernc.org', 'https://gitlab.com/cznic'],
  ['rsc.io', 'https://github.com/rsc'],
  ['sigs.k8s.io', 'https://github.com/kubernetes-sigs'],
]);

/** Hosts whose paths are those of the repositories themselves. Source: cmd/go/internal/vcs/vcs.go, vcsPaths. */
const hosts: ReadonlySet<string> = new Set(['github.com', 'bitbucket.org', 'git.openstack.org']);

/**
 * The repository that changes to a module have to be sent to; undefined where
 * its path does not tell, which only a question to its web server would.
 *
 * @param path The path of a module, or before modules of a repository or package.
 */
export function upstreamRepository(path: string): UpstreamRepository | undefined {
  const parts = path.split('/');
  if (parts.some((part) => part === '')) return undefined;
  const [host = '', second, third, ...rest] = parts;
  if (hosts.has(host)) {
    if (second === undefined || third === undefined) return undefined;
    return pullRequests(`https://${host}/${second}/${third}`, rest);
  }
  // GitLab's groups nest, so that only a path of three parts tells where the repository ends.
  if (host === 'gitlab.com') {
    const folders = withoutMajor(rest);
    if (second === undefined || third === undefined || folders.length > 0) return undefined;
    return pullRequests(`https://gitlab.com/${second}/${third}`, []);
  }
  if (host === 'gopkg.in') return ofGopkg(parts.slice(1));
  if (host === 'golang.org' && second === 'x' && third !== undefined) {
    return ofGo(third, `https://github.com/golang/${third}`, rest);
  }
  if (host === 'google.golang.org' && second === 'protobuf') {
    return ofGo('protobuf', 'https://github.com/protocolbuffers/protobuf-go', parts.slice(2));
  }
  if (host === 'k8s.io' && second !== undefined && staging.has(second)) {
    const folder = ['staging/src/k8s.io', ...parts.slice(1)].join('/');
    return { url: 'https://github.com/kubernetes/kubernetes', folder, takes: 'pull-request' };
  }
  for (let end = parts.length; end > 0; end--) {
    const url = vanity.get(parts.slice(0, end).join('/'));
    if (url !== undefined) return pullRequests(url, parts.slice(end));
  }
  const organization = organizations.get(host);
  if (organization === undefined || second === undefined) return undefined;
  return pullRequests(`${organization}/${second}`, parts.slice(2));
}

/**
 * `gopkg.in/pkg.v3` stands for github.com/go-pkg/pkg, `gopkg.in/user/pkg.v3`
 * for github.com/user/pkg. Source: gopkg.in, "Supported URLs".
 */
function ofGopkg(parts: readonly string[]): UpstreamRepository | undefined {
  const at = parts.findIndex((part) => /\.v\d+(?:-unstable)?$/.test(part));
  const name = parts[at]?.replace(/\.v\d+(?:-unstable)?$/, '');
  if (name === undefined || at > 1) return undefined;
  const owner = at === 0 ? `go-${name}` : parts[0];
  return pullRequests(`https://github.com/${owner ?? ''}/${name}`, parts.slice(at + 1));
}

/** Go's own repositories take changes by Gerrit. Source: go.dev/doc/contribute. */
function ofGo(name: string, mirror: string, folders: readonly string[]): UpstreamRepository {
  return { url: `https://go.googlesource.com/${name}`, mirror, takes: 'gerrit', ...folderOf(folders) };
}

function pullRequests(url: string, folders: readonly string[]): UpstreamRepository {
  return { url, takes: 'pull-request', ...folderOf(folders) };
}

/**
 * A path's last part may be the major version alone, of which there need not
 * be a folder: `k8s.io/klog/v2` is the root of kubernetes/klog, and whether
 * `go.etcd.io/etcd/client/v3` has a folder `v3` its path does not tell.
 */
function folderOf(folders: readonly string[]): { folder?: string } {
  const named = withoutMajor(folders);
  return named.length === 0 ? {} : { folder: named.join('/') };
}

function withoutMajor(folders: readonly string[]): readonly string[] {
  return /^v\d+$/.test(folders.at(-1) ?? '') ? folders.slice(0, -1) : folders;
}
