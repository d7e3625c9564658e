import type { Fact } from '../core/go/facts';
import type { Finding, ScanResult, Severity } from '../core/types';
import type { Manifest } from '../core/manifest/manifest';
import type { HoverInfo } from '../core/scan/hover';
import type { ConvertedFiles } from '../core/images/convert/convertAll';
import type { LoadedImages } from './images/loadImages';

/** What a scan of a root needs to know; all of it is plain data, so it can cross into a worker thread. */
export interface ScanOptions {
  /** Absolute path of a folder, or of one file. */
  readonly root: string;
  /** GOARCH of the target. */
  readonly target: string;
  /** GOARCH the sources are known to build on; `amd64` where absent. */
  readonly host?: string;
  /** Rule ids to run; all where absent. */
  readonly rules?: readonly string[];
  /** Rules, by id, whose findings have another severity than the rule gives them, or that are not run. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
  /** Extra build tags. */
  readonly tags?: readonly string[];
  /** Globs of paths relative to the root that are not looked at. */
  readonly exclude?: readonly string[];
  /** Whether files under `vendor/` get findings too. */
  readonly vendor?: boolean;
  /** `auto` follows the tree's golangci configuration. */
  readonly nolint?: 'auto' | 'always' | 'never';
  /** Whether findings that a `mips-port:ignore` comment silences are there all the same. */
  readonly keepIgnored?: boolean;
  /** Translations of messages, as in `l10n/bundle.l10n.<language>.json`. */
  readonly l10n?: Readonly<Record<string, string>>;
}

/** What a user makes of a rule's findings. */
export type RuleLevel = Severity | 'off';

export interface ScanProgress {
  readonly done: number;
  readonly total: number;
}

/** Which images to read, as plain data. */
export interface ImagesRequest {
  /** Absolute path of the folder that the manifest's paths are relative to. */
  readonly root: string;
  readonly manifest?: Pick<Manifest, 'images' | 'bases'>;
  /** GOARCH of the target, and of the machines that build. */
  readonly goarch: string;
  readonly host: string;
  /** Texts of files as editors have them, by paths relative to the root. */
  readonly texts: ReadonlyMap<string, string>;
  /** Translations of messages, as in `ScanOptions`. */
  readonly l10n?: Readonly<Record<string, string>>;
}

/** Which Dockerfiles to convert, as plain data. */
export interface ConvertRequest extends Pick<ImagesRequest, 'root' | 'goarch' | 'texts' | 'l10n'> {
  /** Of Dockerfiles, relative to the root. */
  readonly paths: readonly string[];
  readonly manifest?: Pick<Manifest, 'bases' | 'packages'>;
  /** A mirror of Debian for sources of apt that are rewritten. */
  readonly mirror?: string;
}

/** Tier 0 in a worker thread. One engine serves any number of roots. */
export interface Engine {
  /** Reads the whole root. Rejects with an AbortError when cancelled. */
  scan(
    options: ScanOptions,
    signal?: AbortSignal,
    onProgress?: (progress: ScanProgress) => void,
  ): Promise<ScanResult>;
  /**
   * Findings of one file with `text` in place of what is on disk (undefined:
   * as on disk). Needs no scan before it; an edit's answer is there in
   * milliseconds.
   */
  scanFile(options: ScanOptions, file: string, text?: string): Promise<readonly Finding[]>;
  /** What is under a position (line and column from 1), or undefined where there is nothing to say. */
  hover(
    options: ScanOptions,
    file: string,
    line: number,
    column: number,
    text?: string,
  ): Promise<HoverInfo | undefined>;
  /** What the rules make of the judge's facts about a root, with their fixes. */
  explain(options: ScanOptions, facts: readonly Fact[]): Promise<readonly Finding[]>;
  /** Converts Dockerfiles and what they are built with; nothing is written. */
  convert(request: ConvertRequest): Promise<ConvertedFiles>;
  /** Reads every source of images of a root, and joins them to a graph. */
  images(request: ImagesRequest): Promise<LoadedImages>;
  dispose(): Promise<void>;
}
