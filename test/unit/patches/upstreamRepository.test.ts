import { describe, expect, it } from 'vitest';
import { upstreamRepository } from '../../../src/core/patches/upstreamRepository';

describe('the repository of a module', () => {
  it.each([
    ['github.com/google/cadvisor', 'https://github.com/google/cadvisor', undefined],
    ['github.com/Azure/go-autorest/autorest/adal', 'https://github.com/Azure/go-autorest', 'autorest/adal'],
    ['github.com/blang/semver/v4', 'https://github.com/blang/semver', undefined],
    ['bitbucket.org/bertimus9/systemstat', 'https://bitbucket.org/bertimus9/systemstat', undefined],
    ['gitlab.com/cznic/libc', 'https://gitlab.com/cznic/libc', undefined],
    ['k8s.io/klog/v2', 'https://github.com/kubernetes/klog', undefined],
    ['k8s.io/kubernetes', 'https://github.com/kubernetes/kubernetes', undefined],
    ['k8s.io/client-go', 'https://github.com/kubernetes/kubernetes', 'staging/src/k8s.io/client-go'],
    [
      'sigs.k8s.io/structured-merge-diff/v4',
      'https://github.com/kubernetes-sigs/structured-merge-diff',
      undefined,
    ],
    [
      'sigs.k8s.io/apiserver-network-proxy/konnectivity-client',
      'https://github.com/kubernetes-sigs/apiserver-network-proxy',
      'konnectivity-client',
    ],
    ['gopkg.in/yaml.v3', 'https://github.com/go-yaml/yaml', undefined],
    ['gopkg.in/square/go-jose.v2', 'https://github.com/square/go-jose', undefined],
    ['go.etcd.io/bbolt', 'https://github.com/etcd-io/bbolt', undefined],
    ['go.etcd.io/etcd/client/v3', 'https://github.com/etcd-io/etcd', 'client'],
    ['google.golang.org/grpc', 'https://github.com/grpc/grpc-go', undefined],
    [
      'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp',
      'https://github.com/open-telemetry/opentelemetry-go-contrib',
      'instrumentation/net/http/otelhttp',
    ],
    ['gotest.tools/v3', 'https://github.com/gotestyourself/gotest.tools', undefined],
    ['go.uber.org/zap', 'https://github.com/uber-go/zap', undefined],
    [
      'cloud.google.com/go/compute/metadata',
      'https://github.com/googleapis/google-cloud-go',
      'compute/metadata',
    ],
  ])('knows that of %s', (path, url, folder) => {
    expect(upstreamRepository(path)).toEqual({
      url,
      takes: 'pull-request',
      ...(folder === undefined ? {} : { folder }),
    });
  });

  it("says that Go's own repositories take changes by Gerrit, and where their mirrors are", () => {
    expect(upstreamRepository('golang.org/x/sys')).toEqual({
      url: 'https://go.googlesource.com/sys',
      mirror: 'https://github.com/golang/sys',
      takes: 'gerrit',
    });
    expect(upstreamRepository('google.golang.org/protobuf')).toEqual({
      url: 'https://go.googlesource.com/protobuf',
      mirror: 'https://github.com/protocolbuffers/protobuf-go',
      takes: 'gerrit',
    });
  });

  it.each([
    'github.com/google',
    'example.com/some/module',
    'gitlab.com/group/sub/project',
    'gopkg.in/yaml',
    'k8s.io',
    'golang.org/x',
    'notgo.etcd.io/bbolt',
    '',
    '../cadvisor',
    './staging/src/k8s.io/api',
  ])('does not guess that of %s', (path) => {
    expect(upstreamRepository(path)).toBeUndefined();
  });
});
