import type { Range } from '../../types';
import type { ImageReference } from '../reference';

/** An image that a list, a manifest or a pod asks for. */
export interface ListedImage {
  readonly reference: ImageReference;
  /** As written, before defaults. */
  readonly written: string;
  /** What the source calls it beside its reference: `Agnhost` in manifest.go; the object in a Kubernetes manifest. */
  readonly key?: string;
  readonly range: Range;
}

/** A line or value that was to be an image and is none. */
export interface SourceProblem {
  readonly range: Range;
  readonly message: string;
}

/** What one text says about images. */
export interface SourceReading {
  readonly images: readonly ListedImage[];
  readonly problems: readonly SourceProblem[];
}
