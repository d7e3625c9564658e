import { printCommand } from '../../core/plan/printPlan';
import type { ToolId, ToolReport } from '../../node/toolReport';
import { findOnPath } from '../../node/tools';

/** What building, checking and running components needs; the view's badge counts what of these is missing. */
export const neededTools: ReadonlySet<ToolId> = new Set(['go', 'qemu', 'cross-gcc', 'cross-libc', 'git']);

/** What the view lists: also what makes bases of images, which not everybody needs. */
export const shownTools: ReadonlySet<ToolId> = new Set([...neededTools, 'mmdebstrap', 'debootstrap']);

/** The command that installs a tool with this machine's package manager; undefined where it is there, or no package is known. */
export function installCommand({ install }: ToolReport): string | undefined {
  const words = findOnPath('dnf') === undefined ? install?.debian : install?.fedora;
  const [command, ...args] = words ?? [];
  return command === undefined ? undefined : printCommand({ command, args, env: {} });
}
