import { Arg, Env, From } from 'dockerfile-ast';
import type { Property } from 'dockerfile-ast';
import { isMap, isScalar, isSeq, parseAllDocuments, type Scalar } from 'yaml';
import { compareGoVersions } from '../../go/goVersion';
import { baseName } from '../../go/paths';
import { LineIndex } from '../../positions';
import { buildFileKind, isShellScript } from '../buildFiles/fileKind';
import { makeLines } from '../buildFiles/makeLines';
import { parseDockerfile } from '../../images/dockerfile/parseDockerfile';

/** A Go release that a file asks for. */
export interface GoPin {
  /** `1.13`, `1.13.9`, `1.21rc2`. */
  readonly version: string;
  /** Offsets of the version in the file. */
  readonly start: number;
  readonly end: number;
  /** Whether another release can be written in its place; not where images of that name have to exist. */
  readonly editable: boolean;
  /** Whether it is what a CI service tests with, on machines of its own. */
  readonly ofCi: boolean;
}

type PinFile = 'go-version' | 'go-mod' | 'cross-version' | 'dockerfile' | 'makefile' | 'script' | 'ci';

const releasePattern = '1\\.\\d{1,2}(?:\\.\\d{1,2})?(?:(?:beta|rc)\\d+)?';
const release = new RegExp(`^${releasePattern}$`);

/** What a variable is called that holds a Go release. */
const variable = /^(?:GO|GOLANG)_?VERSION$/i;

/** Whether a file may say which Go release builds the tree. */
export function isPinFile(path: string): boolean {
  return kindOf(path) !== undefined && !/(?:^|\/)vendor\//.test(path);
}

function kindOf(path: string): PinFile | undefined {
  const name = baseName(path);
  if (name === '.go-version') return 'go-version';
  if (name === 'go.mod') return 'go-mod';
  // Kubernetes names the tag of its builder image, which begins with the Go release.
  if (name === 'VERSION' && /(?:^|\/)build\/build-image\/cross\/VERSION$/.test(path)) return 'cross-version';
  const kind = buildFileKind(path);
  if (kind === 'shell' || kind === 'script') return 'script';
  return kind === 'goreleaser' ? undefined : kind;
}

/** The Go releases that a file pins; none for a file that pins none by a number of its own. */
export function goPins(path: string, text: string): readonly GoPin[] {
  switch (kindOf(path)) {
    case 'go-version':
      return matching(text, new RegExp(`^\\s*(?:go)?(${releasePattern})\\s*$`), true);
    case 'cross-version':
      return matching(text, new RegExp(`^\\s*v(${releasePattern})(?:-|\\s*$)`), false);
    case 'go-mod':
      // The `go` line is the language's version; whichever newer release is installed builds it.
      return matching(text, new RegExp(`^toolchain[ \\t]+go(${releasePattern})\\b`, 'm'), true);
    case 'dockerfile':
      return ofDockerfile(text);
    case 'makefile':
      return ofMakefile(text);
    case 'script':
      return /\.(?:sh|bash)$/.test(path) || isShellScript(text) ? ofScript(text) : [];
    case 'ci':
      return newest(ofCi(text));
    case undefined:
      return [];
  }
}

function matching(text: string, pattern: RegExp, editable: boolean): readonly GoPin[] {
  const match = pattern.exec(text);
  const version = match?.[1];
  if (!match || version === undefined) return [];
  const start = match.index + match[0].indexOf(version);
  return [{ version, start, end: start + version.length, editable, ofCi: false }];
}

function pinAt(version: string, start: number, editable = true, ofCi = false): GoPin {
  return { version, start, end: start + version.length, editable, ofCi };
}

function ofDockerfile(text: string): readonly GoPin[] {
  const index = new LineIndex(text);
  return parseDockerfile(text)
    .getInstructions()
    .flatMap((instruction): readonly GoPin[] => {
      if (instruction instanceof From) {
        const range = instruction.getImageRange();
        const start = range && index.offset(range.start.line + 1, range.start.character + 1);
        return start === null || start === undefined ? [] : inImage(instruction.getImage() ?? '', start);
      }
      if (instruction instanceof Arg) return ofProperty(instruction.getProperty(), index);
      if (instruction instanceof Env)
        return instruction.getProperties().flatMap((one) => ofProperty(one, index));
      return [];
    });
}

/** `golang:1.13-alpine`, of Docker's library or a mirror of it. */
function inImage(image: string, start: number): readonly GoPin[] {
  const match = new RegExp(`^((?:\\S+/)?golang:)(${releasePattern})(?=$|[-@])`).exec(image);
  const [, before = '', version] = match ?? [];
  return version === undefined ? [] : [pinAt(version, start + before.length)];
}

function ofProperty(property: Property | null, index: LineIndex): readonly GoPin[] {
  const range = property?.getValueRange();
  const value = property?.getValue() ?? '';
  if (!property || !range || !variable.test(property.getName())) return [];
  const start = index.offset(range.start.line + 1, range.start.character + 1);
  const written = start === undefined ? '' : index.text.slice(start);
  const skip = /^["']?(?:go)?/.exec(written)?.[0].length ?? 0;
  const version = value.replace(/^go/, '');
  return start !== undefined && release.test(version) && written.startsWith(version, skip)
    ? [pinAt(version, start + skip)]
    : [];
}

function ofMakefile(text: string): readonly GoPin[] {
  return makeLines(text).flatMap((line): readonly GoPin[] => {
    if (line.kind !== 'assignment' || line.multiline) return [];
    const image = inImage(line.value, line.valueStart);
    if (image.length > 0 || !variable.test(line.name)) return image;
    const version = line.value.replace(/^go/, '');
    return release.test(version)
      ? [pinAt(version, line.valueStart + line.value.length - version.length)]
      : [];
  });
}

const assignment = new RegExp(
  `^[ \\t]*(?:export[ \\t]+|readonly[ \\t]+|local[ \\t]+)?((?:GO|GOLANG)_?VERSION)=(["']?(?:\\$\\{\\1:-["']?)?(?:go)?)(${releasePattern})(?=["'};\\s]|$)`,
  'gim',
);

function ofScript(text: string): readonly GoPin[] {
  return [...text.matchAll(assignment)].map((match) => {
    const version = match[3] ?? '';
    return pinAt(version, match.index + match[0].length - version.length);
  });
}

/** `go-version` of actions/setup-go, Travis' `go`, images of golang, and variables. */
function ofCi(text: string): readonly GoPin[] {
  const found: GoPin[] = [];
  const take = (scalar: Scalar, pattern: RegExp): void => {
    const raw = text.slice(scalar.range?.[0] ?? 0, scalar.range?.[1] ?? 0);
    const match = pattern.exec(raw);
    const version = match?.[2];
    if (match && version !== undefined) {
      found.push(pinAt(version, (scalar.range?.[0] ?? 0) + (match[1] ?? '').length, false, true));
    }
  };
  const plain = new RegExp(`^(["']?(?:go|~)?)(${releasePattern})(?:\\.[x*])?["']?$`);
  const image = new RegExp(`^(["']?(?:\\S+/)?golang:)(${releasePattern})(?=$|[-@"'])`);
  const visit = (key: string, node: unknown): void => {
    if (isSeq(node)) for (const item of node.items) visit(key, item);
    else if (isMap(node)) {
      for (const pair of node.items) visit(isScalar(pair.key) ? String(pair.key.value) : '', pair.value);
    } else if (isScalar(node)) {
      if (variable.test(key) || /^(?:go-version|go-versions|go)$/.test(key)) take(node, plain);
      else if (key === 'image' || key === 'container') take(node, image);
    }
  };
  for (const document of parseAllDocuments(text)) visit('', document.contents);
  return found;
}

/** Of the releases that a service tests with, the newest: who tests old ones as well means to. */
function newest(pins: readonly GoPin[]): readonly GoPin[] {
  const [first] = [...pins].sort((a, b) => compareGoVersions(b.version, a.version) || a.start - b.start);
  return first ? [first] : [];
}
