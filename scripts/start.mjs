// Opens the extension on a copy of the sample workspace in a real VS Code:
// the desktop's where there is one, else the VS Code server, whose address it
// prints. Sets up what is missing first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './lib/build.mjs';
import {
  canInstall,
  debianPackages,
  installLine,
  installPackages,
  missingPackages,
} from './lib/debianPackages.mjs';
import { ensureNpmPackages } from './lib/npmPackages.mjs';
import { root } from './lib/paths.mjs';
import { findProgram } from './lib/processes.mjs';
import { copySample } from './lib/sampleWorkspace.mjs';
import { ensureServer, startServer } from './lib/vscodeServer.mjs';

const usage = `npm start -- [options]
  --folder DIR       open this folder in place of a copy of the sample workspace
  --port N           port of the VS Code server; a free one unless told otherwise
  --no-open          use the VS Code server even where desktop VS Code is installed
  --exit-when-ready  stop again once the server answers (for tests)`;

/** What the window on the sample opens with: a file with findings. */
const firstFile = 'devices/device.go';

const say = (line) => console.log(`- ${line}`);

async function main() {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      'exit-when-ready': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  await setUp();
  const folder = values.folder === undefined ? await copySample() : resolve(values.folder);

  const desktop = values['no-open'] ? undefined : desktopCode();
  if (desktop !== undefined) {
    say(`opening ${folder} in ${desktop}`);
    spawn(desktop, [`--extensionDevelopmentPath=${root}`, folder], { stdio: 'inherit' });
    return;
  }
  await serve(folder, values.port === undefined ? undefined : Number(values.port), values['exit-when-ready']);
}

/** Installs and builds what is missing. Without Go or QEMU the extension still scans, so those are not insisted on. */
async function setUp() {
  await ensureNpmPackages(say);
  const missing = await missingPackages(debianPackages.filter(({ start }) => start));
  if (missing.length > 0) {
    if (canInstall()) {
      await installPackages(missing, say).catch((error) => say(error.message));
    } else {
      say(`to build and run for mips64el as well: ${installLine(missing)}`);
    }
  }
  say('building the extension');
  await build();
}

/** Desktop VS Code, where a window of it can be opened. It does not run as root. */
function desktopCode() {
  const display = process.platform === 'darwin' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return display && process.getuid?.() !== 0 ? findProgram('code') : undefined;
}

/** Serves the folder until Ctrl-C, or until the server ends by itself. */
async function serve(folder, port, exitWhenReady) {
  await ensureServer(say);
  const server = await startServer({
    port,
    settings: {
      'telemetry.telemetryLevel': 'off',
      'chat.disableAIFeatures': true,
      'workbench.startupEditor': 'none',
      'workbench.secondarySideBar.defaultVisibility': 'hidden',
    },
  });
  console.log(`\nMIPS Port is running on ${folder}\nOpen this address in a browser:\n`);
  /** @type {[string, string][]} */
  const payload = [['extensionDevelopmentPath', server.remote(root)]];
  const first = join(folder, firstFile);
  if (existsSync(first)) payload.push(['openFile', server.remote(first)]);
  console.log(`  ${server.url(folder, payload)}\n`);
  if (!exitWhenReady) {
    console.log('Press Ctrl-C to stop.');
    const interrupted = new Promise((done) => {
      process.once('SIGINT', () => done('interrupted'));
      process.once('SIGTERM', () => done('interrupted'));
    });
    const why = await Promise.race([interrupted, server.ended]);
    if (why === undefined) {
      process.exitCode = 1;
      console.error(`The VS Code server ended:\n${server.log()}`);
    }
  }
  await server.stop();
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
