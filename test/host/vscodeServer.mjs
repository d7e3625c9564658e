#!/usr/bin/env node
// Stands in for desktop VS Code's executable: takes the arguments that
// @vscode/test-electron gives it and runs the tests in the extension host of
// the VS Code server, in headless Chromium. Exits as the tests end.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchBrowser } from '../../scripts/lib/browser.mjs';
import { startServer } from '../../scripts/lib/vscodeServer.mjs';

const limitMinutes = 10;

/** The value of `--name=value`. */
function option(name) {
  return process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const development = option('extensionDevelopmentPath');
const tests = option('extensionTestsPath');
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('-'));
const events = process.env.MIPS_PORT_HOST_EVENTS;

async function main() {
  if (!development || !tests || !folder || !events) {
    throw new Error(
      'wanted: a folder, --extensionDevelopmentPath=, --extensionTestsPath=, and MIPS_PORT_HOST_EVENTS',
    );
  }
  const server = await startServer({
    // runTests always asks to disable workspace trust; this argument of our own takes that back.
    workspaceTrust: process.argv.includes('--restricted-mode'),
    settings: {
      'telemetry.telemetryLevel': 'off',
      'chat.disableAIFeatures': true,
      'workbench.startupEditor': 'none',
      'security.workspace.trust.startupPrompt': 'never',
      'files.simpleDialog.enable': true,
      // As on the desktop; in a browser editors save by themselves.
      'files.autoSave': 'off',
    },
  });
  const interrupted = new Promise((resolve) => {
    process.once('SIGINT', () => resolve('interrupted'));
    process.once('SIGTERM', () => resolve('interrupted'));
  });
  let browser;
  const consoleLines = [];
  try {
    browser = await launchBrowser();
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('console', (message) => {
      if (message.type() === 'error') consoleLines.push(message.text());
    });
    await page.goto(
      server.url(folder, [
        ['extensionDevelopmentPath', server.remote(development)],
        ['extensionTestsPath', server.remote(tests)],
      ]),
    );
    const outcome = await Promise.race([
      testsEnded(events),
      server.ended.then(() => 'the VS Code server ended'),
      interrupted,
      sleep(limitMinutes * 60_000, `no end after ${limitMinutes} minutes`, { ref: false }),
    ]);
    if (typeof outcome === 'number') return outcome;
    console.error(`${outcome}; the window's last errors:\n${consoleLines.slice(-20).join('\n')}`);
    console.error(`the server's last words:\n${server.log().split('\n').slice(-20).join('\n')}`);
    return 2;
  } finally {
    await browser?.close();
    await server.stop();
  }
}

/** Prints the tests' events as they come in, and answers with the exit status once they have ended. */
async function testsEnded(file) {
  let printed = 0;
  for (;;) {
    await sleep(200);
    if (!existsSync(file)) continue;
    const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
    for (const line of lines.slice(printed)) {
      const event = JSON.parse(line);
      if (event.kind === 'end') return event.failed === 0 && event.passed > 0 ? 0 : 1;
      console.log(`  ${marks[event.kind]} ${event.title}`);
      if (event.error) console.log(event.error.replace(/^/gm, '      '));
    }
    printed = lines.length;
  }
}

const marks = { pass: '✓', fail: '✗', skip: '-' };

process.exitCode = await main().catch((error) => {
  console.error(error);
  return 2;
});
