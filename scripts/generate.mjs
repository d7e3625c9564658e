// Regenerates files that are derived from sources outside the tree or from its
// own code: `node scripts/generate.mjs NAME [OPTION…]`. Each generator is a
// module that exports `generate(args)` and `usage`.
const generators = {
  abi: './generateAbi.mjs',
};

const [name, ...args] = process.argv.slice(2);
const module = generators[name ?? ''];
if (module === undefined) {
  process.stderr.write(`usage: node scripts/generate.mjs ${Object.keys(generators).join('|')} [OPTION…]\n`);
  process.exit(2);
}
try {
  const { generate } = await import(module);
  await generate(args);
} catch (error) {
  process.stderr.write(`generate ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
