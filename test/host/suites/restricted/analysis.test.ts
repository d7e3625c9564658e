import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { eventually, fileUri, problemsOf, processes, ruleOf } from '../support/workspace';

suite('analysis in restricted mode', () => {
  test('finds what needs no program', async () => {
    const problems = await eventually('problems', () => {
      const found = problemsOf(fileUri('devices/device.go'));
      return found.length > 0 ? found : undefined;
    });
    assert.ok(problems.some((problem) => ruleOf(problem) === 'stat-width'));
  });

  test('starts no program, asked or not', async () => {
    await eventually('problems', () => problemsOf(fileUri('devices/device.go'))[0]);
    const ours = (): string[] =>
      [...processes().entries()]
        .filter(([pid]) => isDescendant(pid))
        .map(([, command]) => command)
        .filter((command) =>
          /(?:^|\/)(?:go|gocheck[\w.-]*|git|qemu-\S+|make|docker\S*|podman|buildah|ssh) /.test(command),
        );
    // The commands answer with a message that waits for the user, so they are not waited for.
    const commands = [
      ...['buildComponent', 'runComponent', 'installTool', 'restartJudge', 'runClusterSmoke'],
      ...['cloneSources', 'checkOutRef', 'showSourceChanges', 'refreshComponents'],
      ...['applyPatches', 'recordPatches', 'refreshPatches', 'restorePatches', 'rebasePatches'],
      ...['continueRebase', 'skipRebasePatch', 'abortRebase', 'openConflicts', 'dropPatch'],
      ...['movePatchUp', 'movePatchDown', 'exportPatches'],
      ...['askRegistries', 'buildImages', 'pushImages', 'deliverImages', 'bundleImages', 'refreshImages'],
    ];
    for (const command of commands) {
      void vscode.commands.executeCommand(`mipsPort.${command}`);
    }
    for (let looks = 0; looks < 20; looks++) {
      assert.deepEqual(ours(), []);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
});

/** Whether a process was started by this extension host or by what it started. */
function isDescendant(pid: number): boolean {
  for (let at = pid; at > 1; at = parentOf(at)) {
    if (at === process.pid) return pid !== process.pid;
  }
  return false;
}

function parentOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
