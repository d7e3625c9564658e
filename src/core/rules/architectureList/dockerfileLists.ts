import { Arg, Env, Run } from 'dockerfile-ast';
import { LineIndex } from '../../positions';
import { runScript } from '../../images/dockerfile/runScript';
import { itemSpans } from './listText';
import type { ArchitectureList } from './lists';
import { shellLists } from './shellLists';
import { parseDockerfile } from '../../images/dockerfile/parseDockerfile';

/** The lists of a Dockerfile: values of ENV and ARG, and those in the scripts of RUN. */
export function dockerfileLists(text: string): readonly ArchitectureList[] {
  const index = new LineIndex(text);
  const offset = ({ line, character }: { readonly line: number; readonly character: number }): number =>
    index.offset(line + 1, character + 1) ?? 0;
  return parseDockerfile(text)
    .getInstructions()
    .flatMap((instruction) => {
      if (instruction instanceof Run) {
        const script = runScript(instruction, text, index);
        return script && !script.isJson ? shellLists(script.text, script.start) : [];
      }
      if (!(instruction instanceof Env) && !(instruction instanceof Arg)) return [];
      const properties =
        instruction instanceof Env ? instruction.getProperties() : [instruction.getProperty()];
      return properties.flatMap((property) => {
        const range = property?.getValueRange();
        if (!property || !range) return [];
        const name = property.getNameRange();
        return [
          {
            name: property.getName(),
            nameSpan: { start: offset(name.start), end: offset(name.end) },
            items: itemSpans(text, offset(range.start), offset(range.end)),
            canAppend: true,
          },
        ];
      });
    });
}
