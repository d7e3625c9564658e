import { Add, Arg, Copy, Env, From, Run } from 'dockerfile-ast';
import { LineIndex } from '../../positions';
import type { Target } from '../../target/targets';
import { archWords } from '../buildFiles/archWords';
import { runScript } from '../../images/dockerfile/runScript';
import { downloadIn, downloads, isAddress } from './downloads';
import type { Download } from './downloads';
import { parseDockerfile } from '../../images/dockerfile/parseDockerfile';

/** A download or image of a Dockerfile that is for the host's architecture alone. */
export interface DockerfileUse extends Download {
  readonly kind: 'download' | 'image';
  /** A variable that holds Go's name of the architecture there. */
  readonly variable: string | undefined;
  /** Whether a checksum of what is fetched stands beside it. */
  readonly checked: boolean;
}

/** What a Dockerfile takes for the host's architecture in stages that are built for the target. */
export function dockerfileUses(text: string, host: Target): readonly DockerfileUse[] {
  const index = new LineIndex(text);
  const offset = ({ line, character }: { readonly line: number; readonly character: number }): number =>
    index.offset(line + 1, character + 1) ?? 0;
  const found: DockerfileUse[] = [];
  let ofTarget = true;
  let variable: string | undefined;
  for (const instruction of parseDockerfile(text).getInstructions()) {
    if (instruction instanceof From) {
      const platform = instruction.getPlatformFlag()?.getValue();
      ofTarget = platform === undefined || platform === null || platform.includes('TARGETPLATFORM');
      variable = undefined;
      const range = instruction.getImageRange();
      const stages = new Set(found.map(({ start }) => start));
      if (ofTarget && range && !stages.has(offset(range.start))) {
        found.push(
          ...imageUse(text.slice(offset(range.start), offset(range.end)), offset(range.start), host),
        );
      }
    } else if (instruction instanceof Arg || instruction instanceof Env) {
      const names =
        instruction instanceof Arg
          ? [instruction.getProperty()?.getName()]
          : instruction.getProperties().map((property) => property.getName());
      variable ??= names.find((name) => name === 'TARGETARCH' || name === 'GOARCH');
    } else if (!ofTarget) continue;
    else if (instruction instanceof Run) {
      const script = runScript(instruction, text, index);
      if (!script || script.isJson) continue;
      const checked = /\b[0-9a-f]{40,128}\b|sha\d+sum/.test(script.text);
      for (const one of downloads(script.text, host.goarch)) {
        found.push({ ...moved(one, script.start), kind: 'download', variable, checked });
      }
    } else if (instruction instanceof Add && !(instruction instanceof Copy)) {
      for (const argument of instruction.getArguments()) {
        const range = argument.getRange();
        if (!isAddress(argument.getValue())) continue;
        const start = offset(range.start);
        for (const one of downloadIn(text.slice(start, offset(range.end)), start, host.goarch)) {
          found.push({ ...one, kind: 'download', variable, checked: false });
        }
      }
    }
  }
  return found;
}

/** `amd64/debian`, `k8s.gcr.io/pause-amd64:3.1`: an image that there is for one architecture. */
function imageUse(image: string, start: number, host: Target): readonly DockerfileUse[] {
  const name = image.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const isFor = new RegExp(`(?:^|/)${host.goarch}/[^/]+$|/[\\w.-]+-${host.goarch}$`).test(name);
  const words = archWords(name);
  if (!isFor || words.length !== 1 || /windows/.test(image)) return [];
  return [
    {
      kind: 'image',
      start,
      end: start + image.length,
      words: words.map((word) => ({ ...word, start: start + word.start, end: start + word.end })),
      verbatim: false,
      variable: undefined,
      checked: false,
    },
  ];
}

function moved(one: Download, by: number): Download {
  return {
    ...one,
    start: one.start + by,
    end: one.end + by,
    words: one.words.map((word) => ({ ...word, start: word.start + by, end: word.end + by })),
  };
}
