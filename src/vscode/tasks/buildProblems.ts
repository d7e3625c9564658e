import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import * as vscode from 'vscode';
import { GoOutputParser, type ToolDiagnostic } from '../../core/plan/goOutput';
import type { CommandStep } from '../../core/plan/plan';
import { runProblemSource } from '../contributions';
import type { ComponentRef, Manifests } from '../manifests';
import { toEditorRange } from '../ranges';

/** What compilers and tests said in a component's last run, in the Problems panel. */
export class BuildProblems implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection(runProblemSource);
  /** Each component's files and problems; a file can have problems of several components. */
  private readonly known = new Map<string, ReadonlyMap<string, readonly vscode.Diagnostic[]>>();

  constructor(private readonly manifests: Manifests) {}

  dispose(): void {
    this.collection.dispose();
  }

  clear(ref: ComponentRef): void {
    this.show(keyOf(ref), new Map());
  }

  /** Collects a run's output; `end` shows what was found in it. */
  start(ref: ComponentRef): { write(text: string, step: CommandStep): void; end(): Promise<void> } {
    const parsers = new Map<CommandStep, GoOutputParser>();
    this.clear(ref);
    return {
      write: (text, step) => {
        if (step.kind === 'smoke') return;
        const parser = parsers.get(step) ?? new GoOutputParser();
        parsers.set(step, parser);
        parser.write(text);
      },
      end: async () => {
        const byFile = new Map<string, vscode.Diagnostic[]>();
        for (const [step, parser] of parsers) {
          for (const found of parser.end()) {
            const [uri, diagnostic] = await this.place(found, step, ref);
            byFile.set(uri.toString(), [...(byFile.get(uri.toString()) ?? []), diagnostic]);
          }
        }
        this.show(keyOf(ref), byFile);
      },
    };
  }

  /** The file and the diagnostic of a message; one without a file stands at the component in the manifest. */
  private async place(
    found: ToolDiagnostic,
    step: CommandStep,
    ref: ComponentRef,
  ): Promise<readonly [vscode.Uri, vscode.Diagnostic]> {
    const severity =
      found.severity === 'warning' ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Error;
    const make = (range: vscode.Range): vscode.Diagnostic => {
      const diagnostic = new vscode.Diagnostic(range, found.message, severity);
      diagnostic.source = runProblemSource;
      return diagnostic;
    };
    if (found.file !== undefined) {
      const path = await resolveFile(found.file, found.testPackage, step.cwd);
      return [vscode.Uri.file(path), make(await rangeOf(path, found.line, found.column))];
    }
    const manifest = (await this.manifests.all()).find(({ folder }) => folder === ref.folder);
    const position = manifest?.reading.positions.get(ref.component.name);
    return [
      manifest?.uri ?? ref.folder.uri,
      make(position ? toEditorRange(position) : new vscode.Range(0, 0, 0, 0)),
    ];
  }

  private show(key: string, byFile: ReadonlyMap<string, readonly vscode.Diagnostic[]>): void {
    const before = this.known.get(key);
    this.known.set(key, byFile);
    for (const file of new Set([...(before?.keys() ?? []), ...byFile.keys()])) {
      const all = [...this.known.values()].flatMap((files) => files.get(file) ?? []);
      this.collection.set(vscode.Uri.parse(file), all);
    }
  }
}

function keyOf({ folder, component }: ComponentRef): string {
  return `${folder.uri.toString()}#${component.name}`;
}

/** Failing tests name their file without its folder; the package's import path says where it is. */
async function resolveFile(file: string, testPackage: string | undefined, cwd: string): Promise<string> {
  if (isAbsolute(file)) return file;
  if (testPackage === undefined) return join(cwd, file);
  const module = await modulePath(cwd);
  const inside = module !== undefined && `${testPackage}/`.startsWith(`${module}/`);
  return join(cwd, inside ? relative(module, testPackage) : '', file);
}

async function modulePath(cwd: string): Promise<string | undefined> {
  try {
    return /^module\s+"?([^\s"]+)/m.exec(await readFile(join(cwd, 'go.mod'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

/** The word or selector at a place; `column` counts bytes, as Go does. */
async function rangeOf(path: string, line: number, column: number): Promise<vscode.Range> {
  let text = '';
  try {
    text = (await readFile(path, 'utf8')).split(/\r?\n/)[line - 1] ?? '';
  } catch {
    // A file that is gone by now keeps the place that the tool named.
  }
  const start = Buffer.from(text, 'utf8')
    .subarray(0, column - 1)
    .toString('utf8').length;
  const length = /^[\p{L}\p{N}_.]+/u.exec(text.slice(start))?.[0].length ?? 1;
  return new vscode.Range(line - 1, start, line - 1, start + length);
}
