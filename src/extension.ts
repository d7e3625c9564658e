import { join } from 'node:path';
import * as vscode from 'vscode';
import { createEngine } from './node/workerEngine';
import { Analysis } from './vscode/analysis';
import { register as registerBaseline } from './vscode/baseline/register';
import { ChangePreview } from './vscode/changePreview';
import { register as registerComponents } from './vscode/components/register';
import { register as registerDockerfiles } from './vscode/dockerfiles/register';
import { register as registerDocumentation } from './vscode/documentation/register';
import { register as registerFindings } from './vscode/findings/register';
import { FindingStore } from './vscode/findingStore';
import { register as registerFixes } from './vscode/fixes/register';
import { register as registerHover } from './vscode/hover/register';
import { register as registerImages } from './vscode/images/register';
import { Manifests } from './vscode/manifests';
import { register as registerPatches } from './vscode/patches/register';
import { Runs } from './vscode/runs';
import { register as registerScan } from './vscode/scan/register';
import type { Services } from './vscode/services';
import { register as registerSources } from './vscode/sources/register';
import { register as registerStatus } from './vscode/status/register';
import { register as registerTasks } from './vscode/tasks/register';
import { register as registerToolchain } from './vscode/toolchain/register';

const features: readonly ((services: Services) => vscode.Disposable)[] = [
  registerScan,
  registerFixes,
  registerHover,
  registerFindings,
  registerBaseline,
  registerComponents,
  registerImages,
  registerDockerfiles,
  registerSources,
  registerPatches,
  registerTasks,
  registerToolchain,
  registerDocumentation,
  registerStatus,
];

/** Builds the services and lets every feature register itself; nothing slow happens before it returns. */
export function activate(context: vscode.ExtensionContext): void {
  const start = performance.now();
  const log = vscode.window.createOutputChannel('MIPS Port', { log: true });
  const engine = createEngine({ workerPath: join(context.extensionPath, 'dist', 'worker.js') });
  const findings = new FindingStore();
  const manifests = new Manifests();
  const runs = new Runs();
  const preview = new ChangePreview(log);
  const services: Services = {
    extensionUri: context.extensionUri,
    storageUri: context.globalStorageUri,
    memory: context.workspaceState,
    log,
    analysis: new Analysis(engine, findings, manifests),
    findings,
    manifests,
    runs,
    preview,
  };
  context.subscriptions.push(
    log,
    findings,
    manifests,
    runs,
    preview,
    { dispose: () => engine.dispose() },
    ...features.map((register) => register(services)),
  );
  log.info(`activated in ${(performance.now() - start).toFixed(1)} ms`);
}
