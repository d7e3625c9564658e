import type { Translate } from '../../l10n';
import { parseReference } from '../reference';
import type { ListedImage, SourceProblem, SourceReading } from './listed';

/**
 * Reads a list of images, one on each line: what `e2e.test --list-images`,
 * `kubeadm config images list` and `sonobuoy images` print, or a list written
 * by hand. Blank lines and comments (`#`) are left out, so are log lines that
 * tools mix in (klog's, logrus' and kubeadm's warnings) and a table's heading.
 */
export function readImageList(text: string, t: Translate): SourceReading {
  const images: ListedImage[] = [];
  const problems: SourceProblem[] = [];
  text.split(/\r\n|\n/).forEach((line, at) => {
    const found = /^(\uFEFF?\s*(?:[-*]\s+)?(["']?))([^\s"']+)\2\s*(?:#.*)?$/u.exec(line);
    const written = found?.[3];
    if (!found || written === undefined) {
      if (isAside(line)) return;
      problems.push({ range: rangeOf(at, 0, line.length), message: t('this line is no image reference') });
      return;
    }
    if (written.startsWith('#') || isHeading(written)) return;
    const start = found[1]?.length ?? 0;
    const range = rangeOf(at, start, start + written.length);
    const reading = parseReference(written, t);
    if (reading.kind === 'problem') problems.push({ range, message: reading.message });
    else images.push({ reference: reading.reference, written, range });
  });
  return { images, problems };
}

/** Lines that are no entries: blanks, comments, rules of tables, and what tools log. */
function isAside(line: string): boolean {
  return (
    /^\s*(?:#.*)?$/.test(line) ||
    /^\s*(?:[IWEF]\d{4} \d\d:\d\d|time=|level=|WARNING|\[|INFO\b|Flag --)/.test(line) ||
    /^[-=+|\s]+$/.test(line) ||
    /^\s*(?:REPOSITORY|IMAGE|NAME)\s+TAG\b/.test(line)
  );
}

function isHeading(word: string): boolean {
  return /^(?:IMAGE|IMAGES|NAME|REFERENCE)$/.test(word);
}

function rangeOf(line: number, start: number, end: number): ListedImage['range'] {
  return { line: line + 1, column: start + 1, endLine: line + 1, endColumn: end + 1 };
}
