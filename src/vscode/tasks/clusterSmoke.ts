import * as vscode from 'vscode';
import { clusterArtifacts, clusterPrograms, type ClusterProgram } from '../../core/plan/clusterSmoke';
import { resolveToolchain } from '../../node/resolveToolchain';
import { runClusterSmoke } from '../../node/runClusterSmoke';
import { diskFolders } from '../scopes';
import { t, type Services } from '../services';
import { readToolchain } from '../settings';
import { PlanTerminal } from './planTerminal';

/** Starting it takes about 70 seconds under QEMU on a fast machine. */
const timeoutMs = 600_000;

/**
 * Asks for a model of processor and for programs that no component builds,
 * and runs the control plane under QEMU in a terminal.
 */
export async function runCluster(services: Services): Promise<void> {
  const folders = diskFolders();
  const folder = folders.length <= 1 ? folders[0] : await vscode.window.showWorkspaceFolderPick();
  if (!folder) return;
  const programs = await choosePrograms(services, folder);
  if (!programs) return;
  const cpu = await askCpu();
  if (cpu === undefined) return;
  const terminal = vscode.window.createTerminal({
    name: vscode.l10n.t('Cluster smoke'),
    pty: new ClusterTerminal(services, folder, programs, cpu),
    iconPath: new vscode.ThemeIcon('server-process'),
  });
  terminal.show();
}

/** Those that components build, and for each that none builds a file that the user names. */
async function choosePrograms(
  { manifests }: Services,
  folder: vscode.WorkspaceFolder,
): Promise<Readonly<Record<ClusterProgram, string>> | undefined> {
  const components = (await manifests.components()).filter((ref) => ref.folder === folder);
  const built = clusterArtifacts(
    folder.uri.fsPath,
    components.map(({ component }) => component),
    manifests.targetOf(folder.uri),
  );
  const chosen = new Map<ClusterProgram, string>();
  for (const program of clusterPrograms) {
    const path = built[program] ?? (await askProgram(program, folder));
    if (path === undefined) return undefined;
    chosen.set(program, path);
  }
  const [etcd, apiServer, kubectl] = clusterPrograms;
  return {
    [etcd]: chosen.get(etcd) ?? '',
    [apiServer]: chosen.get(apiServer) ?? '',
    [kubectl]: chosen.get(kubectl) ?? '',
  };
}

async function askProgram(
  program: ClusterProgram,
  folder: vscode.WorkspaceFolder,
): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('No component builds {0}: which file is it?', program),
    openLabel: vscode.l10n.t('Use'),
    defaultUri: folder.uri,
  });
  return chosen?.[0]?.fsPath;
}

/** The model of processor; empty for QEMU's default, undefined where the user gave up. */
async function askCpu(): Promise<string | undefined> {
  const standard = vscode.l10n.t("QEMU's default");
  const other = vscode.l10n.t('Another…');
  const title = vscode.l10n.t('Which processor shall QEMU emulate?');
  const picked = await vscode.window.showQuickPick(
    [
      { label: standard },
      {
        label: 'Loongson-3A4000',
        description: vscode.l10n.t('etcd 3.3 ends with SIGBUS on the default, and lives on this'),
      },
      { label: other },
    ],
    { title },
  );
  if (picked?.label === standard) return '';
  if (picked?.label !== other) return picked?.label;
  return vscode.window.showInputBox({
    title,
    placeHolder: 'I6400',
    validateInput: (text) =>
      /^[A-Za-z0-9][\w.-]*$/.test(text)
        ? undefined
        : vscode.l10n.t("write a model as qemu's -cpu help lists it"),
  });
}

class ClusterTerminal extends PlanTerminal {
  constructor(
    services: Services,
    private readonly folder: vscode.WorkspaceFolder,
    private readonly programs: Readonly<Record<ClusterProgram, string>>,
    private readonly cpu: string,
  ) {
    super(services, 'cluster smoke');
  }

  protected override async run(): Promise<number> {
    const { controller, cpu, folder, programs, services } = this;
    const target = services.manifests.targetOf(folder.uri);
    const toolchain = await resolveToolchain(readToolchain(folder.uri, target), folder.uri.fsPath);
    const end = await runClusterSmoke(
      { target, toolchain, programs, timeoutMs, ...(cpu === '' ? {} : { cpu }) },
      {
        t,
        signal: controller.signal,
        events: {
          onStep: (step) => this.announce(step),
          onOutput: (text) => this.write(text),
          // A failure is told once, by how the run ends; kubectl fails again and again before it succeeds.
          onResult: (result) => {
            if (result.kind === 'ok') this.result(result);
          },
          onNote: (text) => this.line('dim', `# ${text}`),
        },
      },
    );
    if (end.kind !== 'passed') return this.fail(end.message);
    this.line(
      'green',
      vscode.l10n.t('The control plane of Kubernetes {0} answers on {1}.', end.version ?? '?', target.goarch),
    );
    return 0;
  }

  /** What it said stays to be read, for nobody keeps the terminal of something that is no task. */
  protected override end(): void {
    this.line('dim', `# ${vscode.l10n.t('Close this terminal when you have read it.')}`);
  }
}
