import type { RuleDocumentation } from '../rule';

export const documentation: RuleDocumentation = {
  summary: 'A list of architectures in a build file has the others and lacks the target.',
  why: [
    'What is built, packed and published is often a list in a build file: `ALL_ARCH` in a makefile, `KUBE_SUPPORTED_SERVER_PLATFORMS` in a script, `goarch` of goreleaser, `platforms` of a bake file or of a workflow. An architecture that is not in it is not built, mostly without a word: `KUBE_BUILD_PLATFORMS=linux/mips64le` builds nothing as long as the arrays of `hack/lib/golang.sh` lack it.',
    "A list counts when it names the host and at least two other 64-bit architectures, or one other where its name says that it is the list of all (`ALL_ARCH`, `PLATFORMS`, `goarch`). It is read in the language of its file: makefiles, shell scripts, Dockerfiles, workflows and other CI files, goreleaser, promu, ko, compose and cloudbuild files, bake files in HCL and JSON, and the BASEIMAGE files of Kubernetes' test images.",
  ],
  example: {
    language: 'make',
    before: 'ALL_ARCH = amd64 arm arm64 ppc64le s390x\n',
    after: 'ALL_ARCH = amd64 arm arm64 ppc64le s390x mips64le\n',
  },
  fix: [
    'The target is added as the list spells the others (`mips64le`, `linux/mips64le`, `mips64el` among the names of Debian), with its quotes, separators and lines. Comments stay with their items.',
    'It is not a safe fix: somebody has to provide what the list is used for, such as a base image or a cross compiler.',
    "There is none where an item is more than a name (an entry of a matrix with settings of its own), where the list also says `x86_64` and `aarch64` and it is open whether the kernel's `mips64` or the `mips64el` of rpm and QEMU is meant, where a matrix combines it with other operating systems, and in a BASEIMAGE file whose distribution has no MIPS, or whose images are of a registry that publishes none (`k8s.gcr.io`, `registry.k8s.io`, `quay.io`): nobody has made the image that the list would name.",
  ],
  notFound: [
    'A list in a file that has the target in another list: it is shorter on purpose.',
    'A list of what is left out (`ignore`, `exclude`, `SKIP_ARCH`), and one that picks from others (`$(filter …)`).',
    'A matrix whose values are machines to run on (`runs-on: ${{ matrix.arch }}`).',
    "Sentences that name architectures, and files that are generated or somebody else's.",
  ],
  seenIn: [
    'kubernetes/kubernetes#87056: the places to change for MIPS',
    'helm/helm#8214, rook/rook#6874, projectcalico/app-policy#153',
    'kubernetes/kubernetes#44910: BASEIMAGE files',
  ],
};
