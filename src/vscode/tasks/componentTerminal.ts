import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ComponentAction } from '../../core/plan/componentPlans';
import { resolveToolchain } from '../../node/resolveToolchain';
import type { ComponentRef } from '../manifests';
import { t, type Services } from '../services';
import { readToolchain } from '../settings';
import type { BuildProblems } from './buildProblems';
import { PlanTerminal } from './planTerminal';

/** A terminal that builds, tests or runs a component. */
export class ComponentTerminal extends PlanTerminal {
  constructor(
    services: Services,
    private readonly problems: BuildProblems,
    private readonly action: ComponentAction,
    private readonly find: () => Promise<ComponentRef | string>,
  ) {
    super(services, action);
  }

  protected override async run(): Promise<number> {
    const found = await this.find();
    if (typeof found === 'string') return this.fail(found);
    const { action, controller, services } = this;
    const { folder, component } = found;
    const run = {
      folder: folder.uri.toString(),
      component: component.name,
      action,
      cancel: () => controller.abort(),
    };
    if (!services.runs.start(run)) {
      return this.fail(vscode.l10n.t('{0} is being worked on already; stop that first.', component.name));
    }
    const collected = this.problems.start(found);
    try {
      const { runComponent } = await import('../../node/runComponent');
      const target = services.manifests.targetOf(folder.uri);
      const toolchain = await resolveToolchain(
        readToolchain(folder.uri, target),
        join(folder.uri.fsPath, component.path, component.build.folder),
      );
      const { plan, ok } = await runComponent(
        action,
        {
          root: folder.uri.fsPath,
          component,
          target,
          toolchain,
          hosts: services.manifests.machinesOf(folder.uri),
        },
        {
          t,
          signal: controller.signal,
          events: {
            onStep: (step) => this.announce(step),
            onOutput: (text, step) => {
              this.write(text);
              if (step.kind === 'build' || step.kind === 'test') collected.write(text, step);
            },
            onResult: (result) => this.result(result),
          },
        },
      );
      if (plan.steps.length === 0) {
        this.line('dim', vscode.l10n.t('{0}: there is nothing to do', plan.title));
      }
      return ok ? 0 : 1;
    } finally {
      await collected.end();
      services.runs.end(run);
    }
  }
}
