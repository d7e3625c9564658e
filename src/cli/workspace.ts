import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { manifestFileName } from '../core/manifest/fileName';
import type { Component, Manifest } from '../core/manifest/manifest';
import { readManifest } from '../core/manifest/readManifest';
import { suggest } from '../core/manifest/suggest';
import { defaultToolchain, type Toolchain } from '../core/plan/toolchain';
import { findTarget, type Target } from '../core/target/targets';
import { CliError, type CliContext } from './io';
import type { ToolOptions } from './options';

/** The port manifest around a place, and the folder that its paths are relative to. */
export interface Workspace {
  /** Absolute, without links. */
  readonly root: string;
  readonly manifest: Manifest;
}

/**
 * The manifest of a folder, or of the nearest one above it.
 *
 * @param path A folder, or the manifest itself.
 * @throws CliError where there is none, or it cannot be used; mistakes that leave the rest usable are told on stderr
 */
export function findWorkspace(path: string, { io, t }: CliContext): Workspace {
  const start = resolve(io.cwd, path);
  if (!existsSync(start)) throw new CliError(t('no such file or folder: {0}', path));
  const first = start.endsWith(`/${manifestFileName}`) ? dirname(start) : realpathSync(start);
  const root = manifestRoot(first);
  if (root === undefined) {
    throw new CliError(t('no {0} in {1} or above it; mips-port init writes one', manifestFileName, first));
  }
  const { manifest, problems } = readManifest(readFileSync(join(root, manifestFileName), 'utf8'), t);
  const lines = problems.map(
    ({ message, range }) => `${manifestFileName}:${range.line}:${range.column}: ${message}`,
  );
  if (!manifest) throw new CliError(lines.join('\nmips-port: '));
  for (const line of lines) io.stderr.write(`mips-port: ${line}\n`);
  return { root: realpathSync(root), manifest };
}

/** Like `findWorkspace`, and undefined where there is no manifest. */
export function findWorkspaceIfAny(path: string, context: CliContext): Workspace | undefined {
  const start = resolve(context.io.cwd, path);
  return manifestRoot(start) === undefined ? undefined : findWorkspace(path, context);
}

/** The nearest folder with a manifest, at or above a folder. */
function manifestRoot(folder: string): string | undefined {
  for (let root = folder; ; root = dirname(root)) {
    if (existsSync(join(root, manifestFileName))) return root;
    if (dirname(root) === root) return undefined;
  }
}

/** @throws CliError where the manifest has no such component, with the one that was probably meant */
export function componentNamed(name: string, { manifest }: Workspace, { t }: CliContext): Component {
  const found = manifest.components.find((component) => component.name === name);
  if (found) return found;
  const names = manifest.components.map((component) => component.name);
  const meant = suggest(name, names);
  throw new CliError(
    meant === undefined
      ? t('no component {0}; there are: {1}', name, names.join(', '))
      : t('no component {0}; did you mean {1}?', name, meant),
  );
}

/** Whether there is a manifest in the current folder or above it. */
export function hasManifest({ io }: CliContext): boolean {
  return manifestRoot(io.cwd) !== undefined;
}

/** Whether the manifest around the current folder has a component of this name; false where there is no manifest. */
export function hasComponent(name: string, context: CliContext): boolean {
  if (!hasManifest(context)) return false;
  // Whoever works with the manifest tells its mistakes; here they would come twice.
  const quiet = { ...context.io, stderr: { write: () => undefined } };
  return findWorkspace('.', { ...context, io: quiet }).manifest.components.some(
    (component) => component.name === name,
  );
}

/** The target asked for, else the manifest's, else mips64le. */
export function targetOf(options: ToolOptions, manifest: Manifest | undefined, { t }: CliContext): Target {
  const goarch = options.target ?? manifest?.target ?? 'mips64le';
  const target = findTarget(goarch);
  if (!target) throw new CliError(t('unknown GOARCH {0}', goarch));
  return target;
}

/** Debian's names of the tools, and what the options name in their place. */
export function toolchainOf(options: ToolOptions, target: Target): Toolchain {
  return {
    ...defaultToolchain(target),
    ...(options.go !== undefined && { go: options.go }),
    ...(options.cc !== undefined && { cc: options.cc }),
    ...(options.qemu !== undefined && { qemu: options.qemu }),
    ...(options.qemuArg !== undefined && { qemuArgs: options.qemuArg }),
    network: options.allowNetwork === true,
    asyncPreemptOff: options.asyncPreemptOff === true,
  };
}
