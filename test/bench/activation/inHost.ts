import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';

/** Where VS Code's extension host notes when it begins and ends to load and to activate each extension. */
interface Marks {
  getMarks(): readonly { readonly name: string; readonly startTime: number }[];
}

/** Milliseconds between two marks of an extension. */
function between(marks: Marks, first: string, last: string, id: string): number {
  const at = (name: string): number => {
    const mark = marks.getMarks().find((one) => one.name === `code/extHost/${name}/${id}`);
    if (!mark) throw new Error(`VS Code's extension host has no mark ${name} of ${id}`);
    return mark.startTime;
  };
  return at(last) - at(first);
}

/** What VS Code calls in its extension host: tells what the extensions of BENCH_EXTENSIONS cost, as the runner's last event. */
export async function run(): Promise<void> {
  const ids = (process.env['BENCH_EXTENSIONS'] ?? '').split(',');
  for (const id of ids) await vscode.extensions.getExtension(id)?.activate();
  const marks = (globalThis as { MonacoPerformanceMarks?: Marks }).MonacoPerformanceMarks;
  if (!marks) throw new Error('this VS Code keeps no marks in its extension host');
  const costs = ids.map((id) => ({
    id,
    load: between(marks, 'willLoadExtensionCode', 'didLoadExtensionCode', id),
    activate: between(marks, 'willActivateExtension', 'didActivateExtension', id),
  }));
  const event = { kind: 'end', passed: 1, failed: 0, skipped: 0, costs };
  appendFileSync(process.env['MIPS_PORT_HOST_EVENTS'] ?? '', `${JSON.stringify(event)}\n`);
}
