import * as vscode from 'vscode';
import { isMirror } from '../core/images/mirror';
import { defaultToolchain, type ContainerEngine, type Toolchain } from '../core/plan/toolchain';
import type { Target } from '../core/target/targets';
import type { RuleLevel } from '../node/engine';
import { settings, settingsSection } from './contributions';

/** The settings of a folder, read anew each time they are asked for. */
export interface Settings {
  /** Undefined where neither user nor workspace chose one. */
  readonly target: string | undefined;
  readonly host: string | undefined;
  readonly scanOnOpen: boolean;
  readonly exclude: readonly string[];
  readonly vendor: boolean;
  readonly tags: readonly string[];
  readonly nolint: 'auto' | 'always' | 'never';
  /** What the user made of rules, by id. */
  readonly levels: Readonly<Record<string, RuleLevel>>;
  /** Path of the baseline relative to the folder; empty where there is none. */
  readonly baseline: string;
  readonly judge: boolean;
  /** Whether the judge checks what a folder depends on, too. */
  readonly judgeDependencies: boolean;
  readonly network: boolean;
  /** Programs that the user chose; empty where they are to be found. */
  readonly goPath: string;
  readonly ccPath: string;
  readonly qemuPath: string;
  /** What builds and holds images; undefined where it is to be found. */
  readonly imageEngine: ContainerEngine['kind'] | undefined;
  /** Where bases of Debian and rewritten sources of apt take packages from; undefined where Debian's own are meant, or it is no address. */
  readonly imageMirror: string | undefined;
  /** The buildx builder for images; undefined where Docker's current one is meant. */
  readonly imageBuilder: string | undefined;
}

type Configuration = Pick<vscode.WorkspaceConfiguration, 'get' | 'inspect'>;

function configurationOf(folder: vscode.Uri | undefined): Configuration {
  return vscode.workspace.getConfiguration(settingsSection, folder ?? null);
}

export function readSettings(folder: vscode.Uri | undefined): Settings {
  const configuration = configurationOf(folder);
  const nolint = configuration.get<string>(settings.nolint);
  const mirror = configuration.get(settings.imageMirror, '');
  return {
    target: chosen(configuration, settings.target),
    host: chosen(configuration, settings.host),
    scanOnOpen: configuration.get(settings.scanOnOpen, true),
    exclude: texts(configuration.get(settings.scanExclude)),
    vendor: configuration.get(settings.scanVendor, false),
    tags: texts(configuration.get(settings.buildTags)),
    nolint: nolint === 'always' || nolint === 'never' ? nolint : 'auto',
    levels: levels(configuration.get(settings.rules)),
    baseline: configuration.get(settings.baseline, ''),
    judge: configuration.get(settings.judge, true),
    judgeDependencies: configuration.get(settings.judgeDependencies, false),
    network: configuration.get(settings.network, false),
    goPath: configuration.get(settings.goPath, ''),
    ccPath: configuration.get(settings.ccPath, ''),
    qemuPath: configuration.get(settings.qemuPath, ''),
    imageEngine: imageEngines.find((one) => one === configuration.get(settings.imageEngine)),
    imageMirror: isMirror(mirror) ? mirror : undefined,
    imageBuilder: configuration.get<string>(settings.imageBuilder, '') || undefined,
  };
}

/** The tools of a folder for a target: what the settings name, else Debian's names. */
export function readToolchain(folder: vscode.Uri | undefined, target: Target): Toolchain {
  const configuration = configurationOf(folder);
  const defaults = defaultToolchain(target);
  return {
    ...defaults,
    go: configuration.get<string>(settings.goPath, '') || defaults.go,
    cc: configuration.get<string>(settings.ccPath, '') || defaults.cc,
    qemu: configuration.get<string>(settings.qemuPath, '') || defaults.qemu,
    qemuArgs: texts(configuration.get(settings.qemuArgs)),
    network: configuration.get(settings.network, false),
    asyncPreemptOff: configuration.get(settings.asyncPreemptOff, false),
  };
}

/** What is wrong with the mirror of Debian that the settings name, for the user; undefined where nothing is. */
export function mirrorProblem(folder: vscode.Uri): string | undefined {
  const mirror = configurationOf(folder).get<string>(settings.imageMirror, '');
  if (mirror === '' || isMirror(mirror)) return undefined;
  return vscode.l10n.t(
    'The setting {0} is no address such as {1}: {2}',
    `${settingsSection}.${settings.imageMirror}`,
    'http://deb.debian.org/debian',
    mirror,
  );
}

const imageEngines: readonly ContainerEngine['kind'][] = ['docker', 'podman', 'buildah'];

const ruleLevels: readonly RuleLevel[] = ['off', 'error', 'warning', 'info'];

/** The levels that are set, out of a setting, which may hold anything. */
function levels(value: unknown): Readonly<Record<string, RuleLevel>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([rule, level]) => {
      const known = ruleLevels.find((one) => one === level);
      return known === undefined ? [] : [[rule, known]];
    }),
  );
}

/** A list of texts out of a setting, which may hold anything. */
function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** What the user or the workspace set; undefined where only the default holds. */
function chosen(configuration: Configuration, key: string): string | undefined {
  const found = configuration.inspect<string>(key);
  return found?.workspaceFolderValue ?? found?.workspaceValue ?? found?.globalValue;
}
