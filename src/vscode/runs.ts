import * as vscode from 'vscode';
import type { ComponentAction } from '../core/plan/componentPlans';

/** Names a component across features, commands and tasks. */
export interface ComponentId {
  /** URI of the workspace folder. */
  readonly folder: string;
  readonly component: string;
}

export interface Run extends ComponentId {
  readonly action: ComponentAction;
  readonly cancel: () => void;
}

/** The runs that go on now, one for each component at most. */
export class Runs implements vscode.Disposable {
  private readonly going = new Map<string, Run>();
  private readonly changed = new vscode.EventEmitter<ComponentId>();

  readonly onDidChange = this.changed.event;

  dispose(): void {
    for (const run of this.going.values()) run.cancel();
    this.changed.dispose();
  }

  of(id: ComponentId): Run | undefined {
    return this.going.get(keyOf(id));
  }

  all(): readonly Run[] {
    return [...this.going.values()];
  }

  /** False where the component runs already. */
  start(run: Run): boolean {
    if (this.going.has(keyOf(run))) return false;
    this.going.set(keyOf(run), run);
    this.changed.fire(run);
    return true;
  }

  end(run: Run): void {
    if (this.going.get(keyOf(run)) !== run) return;
    this.going.delete(keyOf(run));
    this.changed.fire(run);
  }
}

function keyOf({ folder, component }: ComponentId): string {
  return `${folder}\n${component}`;
}
