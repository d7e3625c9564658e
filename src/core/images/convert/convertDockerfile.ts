import { platformArguments, readDockerfile } from '../dockerfile/readDockerfile';
import { PackageNames } from './packageNames';
import { StageConverter } from './stages';
import type { Conversion, ConvertInput } from './types';
import { Work } from './work';

/**
 * Converts a Dockerfile, and the scripts and BASEIMAGE file that it is built
 * with, to one that can be built for the target: as edits of the texts, with
 * comments and formatting kept. Nothing is executed; what cannot be converted
 * is said, with its cause and place.
 */
export function convertDockerfile(input: ConvertInput): Conversion {
  const { path, target, t, text } = input;
  const work = new Work(target, new PackageNames(input.packages), t);
  const reading = readDockerfile(text, platformArguments(target.goarch, 'amd64'));
  new StageConverter(input, reading, work.file(path, text), work).convert();
  return {
    edits: work.edits(),
    usesBase: work.usesBase,
    questions: work.questions,
    problems: work.problems,
    notes: work.notes,
  };
}
