/**
 * Characters by how often they stand in sources, the commonest first (counted
 * in Go's standard library); all others are rarer.
 */
const common =
  ' etr\tni\nas0oxlfcd,u\\p./()mh=g"b1T{S}yE:_2IvCwAkPR436ONFD8LM5-9[]B*7GHU+!%;&z\'WVYq<K`|>jXQZ#J?^@$~';

/** A needle and the part of it that is searched for, which begins with its rarest characters: looking for that stops least often. */
interface CutNeedle {
  readonly whole: Buffer;
  readonly part: Buffer;
  /** Where the part begins. */
  readonly offset: number;
  /** Whether no letter, digit or underscore may stand behind it. */
  readonly endsName: boolean;
}

/** As long as this the part has to be, so that the search hardly ever stops in vain. */
const least = 3;

/** For anything longer Node searches by another algorithm, which is slower where the first character is rare. */
const most = 7;

/**
 * Looks for several short ASCII texts in bytes. Each costs a pass at the speed
 * of memory, because its search stops only where its rarest character stands.
 */
export class ByteNeedles {
  private readonly needles: readonly CutNeedle[];

  /**
   * @param texts ASCII
   * @param names Those of the texts that end where a name does: `.Dev` is not in `.Device`.
   */
  constructor(
    private readonly texts: readonly string[],
    names: ReadonlySet<string> = new Set(),
  ) {
    this.needles = texts.map((text) => cut(text, names.has(text)));
  }

  /** The texts that are in the bytes. */
  in(bytes: Buffer): readonly string[] {
    return this.texts.filter((_, at) => {
      const needle = this.needles[at];
      return needle !== undefined && isIn(bytes, needle);
    });
  }
}

function cut(text: string, endsName: boolean): CutNeedle {
  const rarity = Array.from(text, (character) => {
    const place = common.indexOf(character);
    return place < 0 ? common.length : place;
  });
  const starts = rarity.slice(0, Math.max(rarity.length - least + 1, 1));
  const at = Math.max(starts.indexOf(Math.max(...starts)), 0);
  const whole = Buffer.from(text);
  return { whole, part: whole.subarray(at, at + most), offset: at, endsName };
}

function isIn(bytes: Buffer, { whole, part, offset, endsName }: CutNeedle): boolean {
  for (let at = bytes.indexOf(part, offset); at >= 0; at = bytes.indexOf(part, at + 1)) {
    const start = at - offset;
    const end = start + whole.length;
    if (endsName && isNamePart(bytes[end])) continue;
    if (part.length === whole.length) return true;
    if (end <= bytes.length && whole.compare(bytes, start, end) === 0) return true;
  }
  return false;
}

/** Whether a byte is what `\w` matches; false behind the end. */
function isNamePart(byte = 0): boolean {
  return (
    (byte >= 0x61 && byte <= 0x7a) ||
    (byte >= 0x41 && byte <= 0x5a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x5f
  );
}
