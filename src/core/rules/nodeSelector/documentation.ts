import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary: 'A Kubernetes manifest keeps its pods off nodes of the target.',
  why: [
    'The kubelet labels its node with `kubernetes.io/arch` (before 1.14 `beta.kubernetes.io/arch`), whose value is the GOARCH of the node. A pod whose `nodeSelector` asks for `amd64`, or whose required `nodeAffinity` lists architectures without the target, stays Pending on a cluster of the target, and a DaemonSet starts no pods there.',
    'Add-ons from before manifest lists have a DaemonSet for each architecture, such as `kube-flannel-ds-amd64` and `kube-flannel-ds-arm64`: there one for the target is missing.',
  ],
  example: {
    language: 'yaml',
    before:
      'nodeSelectorTerms:\n- matchExpressions:\n  - key: kubernetes.io/arch\n    operator: In\n    values:\n    - amd64\n    - arm64\n',
    after:
      'nodeSelectorTerms:\n- matchExpressions:\n  - key: kubernetes.io/arch\n    operator: In\n    values:\n    - amd64\n    - arm64\n    - mips64le\n',
  },
  fix: [
    'The target is added to the list of an `In` expression, as the list is written. It is not a safe fix: the image has to exist for the target.',
    'There is none for a `nodeSelector`, which has room for one architecture, for `NotIn`, and for one workload of a family by architecture.',
  ],
  notFound: [
    'An affinity that is only preferred, and one of whose terms admits the target.',
    'A selector that leaves the host out as well.',
    'Labels of nodes, and what autoscalers require of machines.',
    'Templates that are no YAML before they are rendered, and test data.',
  ],
  seenIn: ['flannel-io/flannel: Documentation/kube-flannel.yml up to 0.12', 'k3s-io/k3s#1441'],
};
