// @ts-check
// A headless Chromium for the VS Code server's windows.
import { chromium } from 'playwright-core';
import { findProgram } from './processes.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The browser's absolute path (or CHROMIUM from the environment), or undefined. */
export function findBrowser() {
  return process.env['CHROMIUM'] ?? names.map((name) => findProgram(name)).find((path) => path !== undefined);
}

/**
 * Starts Chromium; its `close()` ends it.
 *
 * @returns {Promise<import('playwright-core').Browser>} rejects where there is none
 */
export function launchBrowser() {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    return Promise.reject(new Error('Chromium is missing: apt-get install chromium'));
  }
  return chromium.launch({
    executablePath,
    args: [
      // Its sandbox does not work for root, and it opens our own loopback pages only.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
