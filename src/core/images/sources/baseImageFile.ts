import type { Range } from '../../types';

/** One line of a BASEIMAGE file. */
export interface BaseImageLine {
  /** As written, before the `=`: `amd64`, `linux/amd64`, `windows/amd64/1809`. */
  readonly platform: string;
  readonly os: string;
  readonly arch: string;
  /** The image as written; `REGISTRY` in it stands for the registry that the images are pushed to. */
  readonly image: string;
  readonly range: Range;
}

/**
 * Reads a BASEIMAGE file of Kubernetes' `test/images`: lines of `ARCH=IMAGE`
 * up to 1.17, `OS/ARCH[/VERSION]=IMAGE` after it; both stand in one tree.
 */
export function readBaseImageFile(text: string): readonly BaseImageLine[] {
  return text.split(/\r\n|\n/).flatMap((line, at) => {
    const found = /^\s*([\w./-]+)=(\S+)\s*$/.exec(line);
    const [, platform, image] = found ?? [];
    if (platform === undefined || image === undefined) return [];
    const parts = platform.split('/');
    const range = { line: at + 1, column: 1, endLine: at + 1, endColumn: line.length + 1 };
    return [
      {
        platform,
        os: parts.length === 1 ? 'linux' : (parts[0] ?? ''),
        arch: parts.length === 1 ? platform : (parts[1] ?? ''),
        image,
        range,
      },
    ];
  });
}

/** The line that a build for `linux/<goarch>` takes. */
export function baseImageLine(lines: readonly BaseImageLine[], goarch: string): BaseImageLine | undefined {
  return lines.find(({ os, arch }) => os === 'linux' && arch === goarch);
}
