// Turns full tables per GOARCH into a base and differences, as
// src/core/target/abiEncoding.ts reads them.

const sections = ['constants', 'types', 'functions', 'variables'];

/**
 * The text of a data file, one entry a line, names sorted.
 *
 * `tables` maps a GOARCH to its sections, and a section maps names to texts.
 * In the result each section has a `base` and one object per GOARCH; a GOARCH
 * without an entry has its parent's (the base's where `parents` has none), and
 * `null` says that it lacks what the parent has.
 */
export function compactPackage({ package: name, source, goarchs, parents, tables }) {
  const parts = [`"package": ${JSON.stringify(name)}`, `"source": ${JSON.stringify(source)}`];
  parts.push(`"parents": ${JSON.stringify(parents)}`);
  for (const section of sections) {
    const compact = compactSection(section, goarchs, parents, tables);
    const layers = Object.entries(compact).map(
      ([layer, entries]) => `${JSON.stringify(layer)}: ${object(entries)}`,
    );
    parts.push(`${JSON.stringify(section)}: {\n${layers.join(',\n')}\n}`);
  }
  return `{\n${parts.join(',\n')}\n}\n`;
}

function compactSection(section, goarchs, parents, tables) {
  const roots = goarchs.filter((goarch) => parents[goarch] === undefined);
  const names = [...new Set(goarchs.flatMap((goarch) => Object.keys(tables[goarch][section])))].sort();
  const layers = Object.fromEntries(['base', ...goarchs].map((layer) => [layer, []]));
  for (const name of names) {
    const text = (goarch) => tables[goarch][section][name];
    const base = mostCommon(roots.map(text));
    if (base !== undefined) layers.base.push([name, base]);
    for (const goarch of goarchs) {
      const inherited = parents[goarch] === undefined ? base : text(parents[goarch]);
      if (text(goarch) !== inherited) layers[goarch].push([name, text(goarch) ?? null]);
    }
  }
  return layers;
}

/** The value that occurs most often, the first of them where several do; undefined counts as one. */
function mostCommon(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best))[0];
}

/** Integers that a double holds exactly are written as numbers, to save their quotes. */
function object(entries) {
  const lines = entries.map(([name, value]) => {
    const exact = value !== null && /^-?\d{1,15}$/.test(value);
    return `${JSON.stringify(name)}:${exact ? value : JSON.stringify(value)}`;
  });
  return `{\n${lines.join(',\n')}\n}`;
}
