// Functions that run inside the workbench's page, so each stands alone.

/**
 * Whether a squiggle of a severity lies below the first place where the
 * editor shows `text`, from end to end within a character's width.
 */
export function squiggleBelow({ text, severity }: { text: string; severity: string }): boolean {
  // Lines hold no-break spaces.
  const plain = (node: Node): string => (node.textContent ?? '').replaceAll('\u00a0', ' ');
  const top = (element: Element): number => element.getBoundingClientRect().top;
  // They are not in the order of the file.
  const lines = Array.from(document.querySelectorAll('.editor-instance .view-line'));
  lines.sort((a, b) => top(a) - top(b));
  const line = lines.find((candidate) => plain(candidate).includes(text));
  if (line === undefined) return false;
  const start = plain(line).indexOf(text);
  const end = start + text.length;
  const range = document.createRange();
  const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
  let offset = 0;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const length = plain(node).length;
    if (start >= offset && start < offset + length) range.setStart(node, start - offset);
    if (end > offset && end <= offset + length) range.setEnd(node, end - offset);
    offset += length;
  }
  const wanted = range.getBoundingClientRect();
  const character = wanted.width / text.length;
  return Array.from(document.querySelectorAll(`.editor-instance .squiggly-${severity}`)).some((squiggle) => {
    const box = squiggle.getBoundingClientRect();
    return (
      Math.abs(box.left - wanted.left) <= character &&
      Math.abs(box.right - wanted.right) <= character &&
      box.top < wanted.bottom + 4 &&
      box.bottom > wanted.top
    );
  });
}

/** What xterm.js offers of the terminal that an element shows. */
interface Terminal {
  readonly buffer: {
    readonly active: {
      readonly length: number;
      getLine(
        index: number,
      ): { readonly isWrapped: boolean; translateToString(trim: boolean): string } | undefined;
    };
  };
}

/** What all terminals hold, wrapped lines joined. */
export function terminalText(): string {
  return Array.from(document.querySelectorAll('.terminal-wrapper'))
    .map((element) => {
      const buffer = (element as Element & { xterm?: Terminal }).xterm?.buffer.active;
      let text = '';
      for (let index = 0; buffer !== undefined && index < buffer.length; index++) {
        const line = buffer.getLine(index);
        if (line === undefined) continue;
        text += `${line.isWrapped || index === 0 ? '' : '\n'}${line.translateToString(true)}`;
      }
      return text.trimEnd();
    })
    .join('\n');
}
