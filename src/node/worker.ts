import { parentPort } from 'node:worker_threads';
import { createScanSession, type ScanSession } from './scanSession';
import { isCancelled } from './cancelled';
import type { WorkerRequest, WorkerResponse } from './workerProtocol';

/**
 * The worker thread: one scan session, requests answered in the order they
 * come. A scan is synchronous, so that it reads files at full speed; it looks
 * at the shared cancel flag between packages.
 */
const port = parentPort;
if (!port) throw new Error('worker.js runs in a worker thread only');

const session = createScanSession();

const send = (response: WorkerResponse): void => port.postMessage(response);

function answer(session: ScanSession, request: WorkerRequest): WorkerResponse {
  const { id, options } = request;
  switch (request.kind) {
    case 'scan': {
      const flag = new Int32Array(request.cancel);
      const result = session.scan(options, {
        cancelled: () => Atomics.load(flag, 0) !== 0,
        progress: (progress) => send({ kind: 'progress', id, progress }),
      });
      return { kind: 'scan', id, result };
    }
    case 'scanFile':
      return { kind: 'scanFile', id, findings: session.scanFile(options, request.file, request.text) };
    case 'explain':
      return { kind: 'explain', id, findings: session.explain(options, request.facts) };
    case 'hover': {
      const hover = session.hover(options, request.file, request.line, request.column, request.text);
      return { kind: 'hover', id, ...(hover && { hover }) };
    }
  }
}

port.on('message', (request: WorkerRequest) => {
  session.then(
    (ready) => {
      try {
        send(answer(ready, request));
      } catch (error) {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
        send({ kind: 'failed', id: request.id, message, cancelled: isCancelled(error) });
      }
    },
    (error: unknown) =>
      send({
        kind: 'failed',
        id: request.id,
        message: error instanceof Error ? error.message : String(error),
        cancelled: false,
      }),
  );
});
