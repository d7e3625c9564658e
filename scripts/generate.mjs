// Regenerates files that are derived from sources outside the tree or from its
// own code: `node scripts/generate.mjs NAME [OPTION…]`. Each generator is a
// module that exports `generate(args)` and `usage`.
const generators = {
  abi: './generateAbi.mjs',
  docs: './ruleDocs.mjs',
};

const [name, ...args] = process.argv.slice(2);
const path = generators[name ?? ''];
if (path === undefined) {
  process.stderr.write(`usage: node scripts/generate.mjs ${Object.keys(generators).join('|')} [OPTION…]\n`);
  process.exit(2);
}
const { generate, usage } = await import(path);
try {
  await generate(args);
} catch (error) {
  const badArguments = error instanceof Error && String(error.code).startsWith('ERR_PARSE_ARGS');
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`generate ${name}: ${message}\n${badArguments ? `usage: ${usage}\n` : ''}`);
  process.exitCode = badArguments ? 2 : 1;
}
