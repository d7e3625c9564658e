import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { goBugsOf } from '../../../../src/core/rules/outdated/goReleases';
import { runGo, withFiles } from '../../support/goBuild';
import { describeWith, findTool, goCommands } from '../../support/tools';

/** Sets the group it has, on a second thread as well, and says whether it lives. */
const program = `package main

import (
	"fmt"
	"runtime"
	"syscall"
)

func main() {
	started, done := make(chan bool), make(chan bool)
	go func() {
		runtime.LockOSThread()
		started <- true
		<-done
	}()
	<-started
	err := syscall.Setgid(syscall.Getgid())
	fmt.Println("lives", err)
	close(done)
}
`;

describeWith(['go', 'qemu-mips64el-static'], 'what is known of Go releases, under QEMU', () => {
  it('Setgid without cgo ends the program in the releases that the table names', () => {
    const said = goCommands().map((go) => {
      const version =
        /\bgo(\d\S+)/.exec(execFileSync(go.command, ['version'], { encoding: 'utf8' }))?.[1] ?? '';
      const files = { 'go.mod': 'module m\n\ngo 1.16\n', 'main.go': program };
      const exec = ['-exec', findTool('qemu-mips64el-static') ?? ''];
      const { status, output } = withFiles(files, (dir) => runGo(go, dir, 'mips64le', ['run', ...exec, '.']));
      return {
        version,
        dies: status !== 0 && output.includes('results differ between threads'),
        lives: output.includes('lives <nil>'),
      };
    });
    expect(said.length).toBeGreaterThan(0);
    for (const { version, dies, lives } of said) {
      const known = goBugsOf(version, 'mips64le').some(({ sources }) => sources.includes('golang/go#56426'));
      expect({ version, dies, lives }).toEqual({ version, dies: known, lives: !known });
    }
  }, 300_000);
});
