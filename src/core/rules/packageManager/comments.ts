/**
 * Instructions that are commented out and whose last line ends in a
 * backslash: `#RUN apt-get install curl \`. Those inside of another
 * instruction are left out, where the lines go on anyway.
 *
 * @returns the offsets of the backslash
 */
export function commentedInstructions(
  text: string,
): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  let commented = false;
  let isContinued = false;
  let last: number | undefined;
  let at = 0;
  for (const line of text.split('\n')) {
    const trimmed = line.trimEnd();
    const isComment = /^\s*#/.test(line);
    if (isComment && !isContinued) {
      if (/^\s*#\s*RUN\s+apt(?:-get)?\s/.test(line)) commented = true;
      last = commented && trimmed.endsWith('\\') ? at + trimmed.length - 1 : undefined;
      if (last === undefined) commented = false;
    } else if (!isComment) {
      const goesOn = /^[A-Z]+\s/.test(trimmed);
      if (commented && last !== undefined && goesOn) found.push({ start: last, end: last + 1 });
      commented = false;
      last = undefined;
      if (trimmed !== '') isContinued = trimmed.endsWith('\\');
    }
    at += line.length + 1;
  }
  return found;
}
