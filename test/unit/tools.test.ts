import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describeWith, findTool, goCommands } from './support/tools';

describeWith(['go'], 'tools of this machine', () => {
  it('list each Go installation once, oldest first, with its GOROOT', () => {
    const found = goCommands();
    expect(new Set(found.map((go) => go.root)).size).toBe(found.length);
    for (const go of found) expect(existsSync(join(go.root, 'src/fmt/print.go'))).toBe(true);
    const minors = found.map((go) => Number(go.version.split('.')[1]));
    expect(minors).toEqual([...minors].sort((a, b) => a - b));
  });

  it('are found on the PATH, and only programs are', () => {
    expect(findTool('node')).toMatch(/^\//);
    expect(findTool('no-such-tool-anywhere')).toBeUndefined();
  });
});
