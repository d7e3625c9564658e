import type { Translate } from '../../l10n';
import type { Target } from '../../target/targets';
import type { Edit, Location } from '../../types';

/** What a conversion starts from; nothing is read but through `readFile`. */
export interface ConvertInput {
  /** Of the Dockerfile, relative to the root. */
  readonly path: string;
  readonly text: string;
  /** A file by its path relative to the root: the scripts that are copied in, BASEIMAGE. */
  readonly readFile: (path: string) => string | undefined;
  /** What takes the place of an image, by its name as FROM writes it (`alpine:3.18`) or without its tag (`alpine`). */
  readonly bases: ReadonlyMap<string, string>;
  /** What apt calls a package, by its name in other distributions; an empty list leaves it out. */
  readonly packages: ReadonlyMap<string, readonly string[]>;
  /** The Debian image that takes the place of bases that there are not for the target; a key of `bases` as well. */
  readonly base?: string;
  /** A mirror of Debian that sources of apt shall name in place of Debian's own. */
  readonly mirror?: string;
  readonly target: Target;
  readonly t: Translate;
}

/** The base that is taken where nothing else is said: the last Debian release with mips64el. */
export const defaultBase = 'debian:bookworm-slim';

/** Something that only the user can answer; the answer goes into the manifest. */
export interface ConversionQuestion extends Location {
  readonly kind: 'package' | 'base';
  /** The package's or image's name as written. */
  readonly name: string;
  /** What was written in its place for now. */
  readonly assumed: string;
  readonly message: string;
}

/** Why something could not be converted. */
export type ProblemCause =
  /** The base is for Windows, or needs hardware that the target lacks. */
  | 'no-base'
  /** Debian does not build the package for the target. */
  | 'no-package'
  /** Its file for the target does not exist. */
  | 'no-download'
  /** A checksum beside a download is that of another architecture's file. */
  | 'checksum'
  /** A command of a package manager that has no counterpart. */
  | 'command'
  /** Names that are only known when it runs. */
  | 'variable'
  /** A script that no shell reads, or one inside a string. */
  | 'unread'
  /** Go code that needs a C cross compiler. */
  | 'cgo'
  /** apt sources of a suite that has no port to the target. */
  | 'suite'
  /** By its name the Dockerfile is for another architecture. */
  | 'architecture'
  /** It is what another program makes Dockerfiles of. */
  | 'template';

export interface ConversionProblem extends Location {
  readonly cause: ProblemCause;
  readonly message: string;
}

/** Something that was converted, or left, and that behaves differently. */
export interface ConversionNote extends Location {
  readonly message: string;
}

export interface Conversion {
  /** Of the Dockerfile and of the files it is built with, which they name. */
  readonly edits: readonly Edit[];
  /** Whether the Debian image that stands for others is now what a stage starts from. */
  readonly usesBase: boolean;
  readonly questions: readonly ConversionQuestion[];
  readonly problems: readonly ConversionProblem[];
  readonly notes: readonly ConversionNote[];
}
