import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AbiData } from '../core/target/abiEncoding';
import { loadAbiTables } from '../core/target/abiTables';
import type { AbiTables } from '../core/target/abi';

let tables: AbiTables | undefined;

/**
 * The ABI tables that come with the program, read once. They are in `abi` next
 * to the bundle; in a checkout, where this file is not bundled, beside the
 * engine's sources.
 * @throws where the data files are neither here nor there
 */
export function readAbiTables(): AbiTables {
  tables ??= loadAbiTables({
    syscall: readData('syscall.json'),
    'golang.org/x/sys/unix': readData('unix.json'),
  });
  return tables;
}

function readData(name: string): AbiData {
  const bundled = join(__dirname, 'abi', name);
  const path = existsSync(bundled) ? bundled : resolve(__dirname, '../core/target/data', name);
  // The files are ours and the generator's test compares them, so their shape needs no check here.
  return JSON.parse(readFileSync(path, 'utf8')) as AbiData;
}
