import { restoreVendored, type VendoredPatch } from '../../node/patches/vendoredPatches';
import { CliError, exitCodes, type CliContext } from '../io';
import { seriesContext } from './patchContext';

/** `mips-port patches restore NAME`: puts back what `go mod vendor` took away. */
export async function runPatchesRestore(name: string, context: CliContext): Promise<number> {
  const { io, t } = context;
  const result = await restoreVendored(seriesContext(name, context));
  switch (result.kind) {
    case 'restored':
      for (const one of result.patches) io.stdout.write(`${describeVendored(one, context)}\n`);
      return exitCodes.clean;
    case 'does-not-apply':
      for (const one of result.patches) io.stderr.write(`mips-port: ${describeVendored(one, context)}\n`);
      throw new CliError(t('{0}: nothing was changed', name));
    case 'empty':
      io.stdout.write(`${t('{0}: there is no patch to vendored files to put back', name)}\n`);
      return exitCodes.clean;
    case 'invalid':
      throw new CliError(result.message);
    case 'failed':
      throw new CliError(result.reason);
  }
}

function describeVendored({ patch, state, version }: VendoredPatch, { t }: CliContext): string {
  const { name, entry } = patch;
  const of = `${entry.module ?? ''} ${version ?? entry.version ?? ''}`.trim();
  switch (state) {
    case 'there':
      return t('{0}: is there ({1})', name, of);
    case 'lost':
      return t('{0}: put back into {1}', name, of);
    case 'superseded':
      return t('{0}: {1} has it; it is marked as merged', name, of);
    case 'does-not-fit':
      return t('{0}: does not fit {1}; it was made for {2}', name, of, entry.version ?? '?');
    case 'gone':
      return t('{0}: its files are no longer vendored', name);
  }
}
