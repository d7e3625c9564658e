import { findTarget } from '../../core/target/targets';
import { probeTools } from '../../node/probe';
import type { ToolReport } from '../../node/toolReport';
import { CliError, exitCodes, type CliContext } from '../io';

export interface DoctorOptions {
  readonly target: string;
  readonly format: 'text' | 'json';
  readonly go?: string;
}

/** Without these there is no build and no run for the target; the others serve single features. */
const essential: ReadonlySet<string> = new Set(['go', 'qemu']);

/**
 * `mips-port doctor`: which tools are there, and how to install what is
 * missing. Exits with 1 where one is missing that building or running needs.
 */
export async function runDoctor(options: DoctorOptions, { io, t }: CliContext): Promise<number> {
  const target = findTarget(options.target);
  if (!target) throw new CliError(t('unknown GOARCH {0}', options.target));
  const tools = await probeTools({ target, t, goCommand: options.go, env: io.env });
  io.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, target: target.goarch, tools }, null, 2)}\n`
      : describe(tools, t),
  );
  const lacking = tools.some(({ id, state }) => essential.has(id) && state !== 'found');
  return lacking ? exitCodes.found : exitCodes.clean;
}

function describe(tools: readonly ToolReport[], t: CliContext['t']): string {
  const width = Math.max(...tools.map(({ name }) => name.length));
  const lines = tools.flatMap((tool) => {
    const head = `${marks[tool.state]} ${tool.name.padEnd(width)}  `;
    const indent = ' '.repeat(head.length);
    const install = [
      tool.install?.debian && `Debian: ${tool.install.debian.join(' ')}`,
      tool.install?.fedora && `Fedora: ${tool.install.fedora.join(' ')}`,
    ].filter((line) => line !== undefined);
    const found = [tool.version, tool.path].filter((part) => part !== undefined).join('  ');
    const state = tool.problem ?? (tool.state === 'missing' ? t('missing') : found);
    return [
      `${head}${state}`,
      ...(tool.advice === undefined ? [] : [`${indent}${tool.advice}`]),
      ...(tool.state === 'found' ? [] : [`${indent}${t('needed for {0}', tool.neededFor)}`]),
      ...install.map((line) => `${indent}${line}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}

const marks: Readonly<Record<ToolReport['state'], string>> = { found: '+', missing: '-', faulty: '!' };
