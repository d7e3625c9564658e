import { exitCodes, type CliContext } from '../io';

export interface DoctorOptions {
  readonly format: 'text' | 'json';
  readonly go?: string;
}

/** `mips-port doctor`: says which tools are there and how to install what is missing. Exits with 1 where a needed one is missing. */
export async function runDoctor(options: DoctorOptions, context: CliContext): Promise<number> {
  return 0;
}
