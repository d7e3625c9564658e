import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The `gofmt` that belongs to a go command: beside it, or beside what it links to. */
export function findGofmt(goCommand: string): string | undefined {
  const places = [goCommand, realpathSync(goCommand)].map((path) => join(dirname(path), 'gofmt'));
  return places.find((path) => existsSync(path));
}

/**
 * Go source as gofmt writes it, or undefined where gofmt does not take it
 * (it does not parse) or cannot be run.
 */
export function gofmt(command: string, text: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(command, [], { stdio: ['pipe', 'pipe', 'ignore'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? Buffer.concat(chunks).toString('utf8') : undefined));
    // A gofmt that ends before it has read everything breaks the pipe; its exit code tells.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
