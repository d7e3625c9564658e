import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { english } from '../../../src/core/l10n';
import { defaultToolchain } from '../../../src/core/plan/toolchain';
import { findTarget } from '../../../src/core/target/targets';
import { runClusterSmoke, type ClusterSmokeEnd } from '../../../src/node/runClusterSmoke';
import { describeWith, goCommands } from '../support/tools';

/**
 * A program of the target that goes on until it is told to end. As `etcd` it
 * says that it is well; as `kube-apiserver` it never becomes ready, or ends
 * early where ENDS_EARLY is set.
 */
const program = `package main

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	switch filepath.Base(os.Args[0]) {
	case "etcd":
		for _, arg := range os.Args {
			if strings.HasPrefix(arg, "--listen-client-urls=http://") {
				address := strings.TrimPrefix(arg, "--listen-client-urls=http://")
				listener, err := net.Listen("tcp", address)
				for err == nil {
					var connection net.Conn
					if connection, err = listener.Accept(); err == nil {
						fmt.Fprint(connection, "HTTP/1.0 200 OK\\r\\n\\r\\n{\\"health\\":\\"true\\"}")
						connection.Close()
					}
				}
				panic(err)
			}
		}
	case "kube-apiserver":
		if os.Args[1] == "--version" {
			fmt.Println("Kubernetes v1.20.2")
			return
		}
		if os.Getenv("ENDS_EARLY") != "" {
			fmt.Println("no such flag")
			os.Exit(3)
		}
	}
	time.Sleep(time.Hour)
}
`;

const target = findTarget('mips64le');
if (!target) throw new Error('the table of targets lacks mips64le');
const mips64le = target;

describeWith(['go', 'qemu-mips64el-static'], 'the end of a control plane', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'cluster-programs-'));
    writeFileSync(join(dir, 'main.go'), program);
    const env = { ...process.env, GOOS: 'linux', GOARCH: 'mips64le', CGO_ENABLED: '0', GO111MODULE: 'off' };
    execFileSync(goCommands().at(-1)?.command ?? 'go', ['build', '-o', 'etcd', 'main.go'], { cwd: dir, env });
    for (const name of ['kube-apiserver', 'kubectl']) copyFileSync(join(dir, 'etcd'), join(dir, name));
  }, 120_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  /** Runs until the API server was started, then does what the test wants. */
  async function run(
    timeoutMs: number,
    onApiServer: (controller: AbortController) => void,
  ): Promise<{ end: ClusterSmokeEnd; folder: string }> {
    const controller = new AbortController();
    let folder = '';
    const end = await runClusterSmoke(
      {
        target: mips64le,
        toolchain: defaultToolchain(mips64le),
        programs: {
          etcd: join(dir, 'etcd'),
          'kube-apiserver': join(dir, 'kube-apiserver'),
          kubectl: join(dir, 'kubectl'),
        },
        timeoutMs,
      },
      {
        t: english,
        signal: controller.signal,
        events: {
          onNote: () => undefined,
          onStep: (step) => {
            if (step.id !== 'kube-apiserver' || !('cwd' in step)) return;
            folder = step.cwd;
            expect(processesOf(folder).length).toBeGreaterThan(0);
            onApiServer(controller);
          },
        },
      },
    );
    return { end, folder };
  }

  /** The processes whose command line names a folder. */
  function processesOf(folder: string): readonly string[] {
    return readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder);
      } catch {
        return false;
      }
    });
  }

  it('leaves no process and no file where it is cancelled', async () => {
    const { end, folder } = await run(60_000, (controller) => setTimeout(() => controller.abort(), 300));
    expect(end).toMatchObject({ kind: 'cancelled', version: 'v1.20.2' });
    expect(processesOf(folder)).toEqual([]);
    expect(() => readdirSync(folder)).toThrow();
  }, 60_000);

  it('leaves no process and no file where the API server ends early, and says what it said', async () => {
    process.env['ENDS_EARLY'] = 'yes';
    const { end, folder } = await run(60_000, () => undefined).finally(
      () => delete process.env['ENDS_EARLY'],
    );
    expect(end.kind).toBe('failed');
    expect(end.message).toBe('start kube-apiserver: ended too early, with exit status 3\nno such flag');
    expect(processesOf(folder)).toEqual([]);
    expect(() => readdirSync(folder)).toThrow();
  }, 60_000);

  it('leaves no process and no file where the time is over', async () => {
    const { end, folder } = await run(8000, () => undefined);
    expect(end.kind).toBe('timeout');
    expect(end.message).toContain('not done after 8 s\nkube-apiserver /readyz did not answer');
    expect(processesOf(folder)).toEqual([]);
  }, 60_000);

  it('refuses programs that are not the target’s', async () => {
    const end = await runClusterSmoke(
      {
        target: mips64le,
        toolchain: defaultToolchain(mips64le),
        programs: { etcd: process.execPath, 'kube-apiserver': process.execPath, kubectl: process.execPath },
        timeoutMs: 10_000,
      },
      { t: english, signal: new AbortController().signal, events: { onNote: () => undefined } },
    );
    expect(end).toMatchObject({ kind: 'failed' });
    expect(end.message).toContain('is not for mips64le');
  });
});
