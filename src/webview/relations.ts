import type { PictureEdge } from './protocol';

/** What stands on what. */
export class Relations {
  private readonly up = new Map<string, string[]>();
  private readonly down = new Map<string, string[]>();

  constructor(edges: readonly PictureEdge[]) {
    for (const { base, image } of edges) {
      this.up.set(image, [...(this.up.get(image) ?? []), base]);
      this.down.set(base, [...(this.down.get(base) ?? []), image]);
    }
  }

  bases(id: string): readonly string[] {
    return this.up.get(id) ?? [];
  }

  dependents(id: string): readonly string[] {
    return this.down.get(id) ?? [];
  }

  /** An image with all that it stands on, and all that stands on it. */
  chain(id: string): ReadonlySet<string> {
    const found = new Set([id]);
    for (const next of [this.up, this.down]) {
      const open = [id];
      const seen = new Set(open);
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        for (const other of next.get(at) ?? []) {
          if (seen.has(other)) continue;
          seen.add(other);
          found.add(other);
          open.push(other);
        }
      }
    }
    return found;
  }
}
