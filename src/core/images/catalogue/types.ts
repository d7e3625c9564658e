import type { StagePlatform } from '../recipe';

/** Why an image of a list is not to be built for the target at all. */
export type SkipReason =
  /** It must not exist: tests want its pull to fail. */
  | 'must-not-exist'
  | 'windows'
  /** It needs an accelerator that the target's machines do not have. */
  | 'accelerator'
  /** It is in a registry that needs somebody's credentials, to test just that. */
  | 'private';

/** What is known of an image without a look at its Dockerfile. */
export interface CatalogueImage {
  /** Without defaults, as `shortReference` writes it. */
  readonly image: string;
  /** What Kubernetes' manifest.go calls it. */
  readonly key?: string;
  /** Which tests ask for it: `conformance`, or only others; absent for base images. */
  readonly neededFor?: 'conformance' | 'e2e';
  /** Repository and folder of its Dockerfile upstream. */
  readonly source?: string;
  /** Images its stages stand on, the finished image's base last. */
  readonly bases?: readonly (readonly [image: string, platform: StagePlatform])[];
  /** The package manager that its Dockerfile calls, where no image for the target has it. */
  readonly packages?: 'apk' | 'yum';
  /** Whether its base is a line for each architecture in a BASEIMAGE file, none of them the target's. */
  readonly baseLines?: true;
  readonly skip?: SkipReason;
}
