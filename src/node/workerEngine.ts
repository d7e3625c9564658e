import { Worker } from 'node:worker_threads';
import { CancelledError } from './cancelled';
import type { Engine, ScanProgress } from './engine';
import type { WorkerRequest, WorkerResponse } from './workerProtocol';

interface Waiting {
  readonly resolve: (response: WorkerResponse) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((progress: ScanProgress) => void) | undefined;
}

type RequestBody<K extends WorkerRequest['kind']> = Omit<Extract<WorkerRequest, { kind: K }>, 'id' | 'kind'>;

/**
 * Tier 0 in worker threads: whole scans run in one, single files and hovers in
 * another, so that an edit never waits for a scan, and images are read in a
 * third. A thread starts with its first request and is replaced when it dies.
 *
 * @param workerPath Absolute path of the bundled `worker.js`.
 */
export function createEngine({ workerPath }: { readonly workerPath: string }): Engine {
  const scans = createThread(workerPath);
  const files = createThread(workerPath);
  const images = createThread(workerPath);
  return {
    async scan(options, signal, onProgress) {
      if (signal?.aborted) throw new CancelledError();
      const cancel = new SharedArrayBuffer(4);
      const stop = (): void => {
        Atomics.store(new Int32Array(cancel), 0, 1);
      };
      signal?.addEventListener('abort', stop, { once: true });
      try {
        const response = await scans.ask('scan', { options, cancel }, onProgress);
        return response.result;
      } finally {
        signal?.removeEventListener('abort', stop);
      }
    },
    async scanFile(options, file, text) {
      const response = await files.ask('scanFile', { options, file, ...(text !== undefined && { text }) });
      return response.findings;
    },
    async hover(options, file, line, column, text) {
      const response = await files.ask('hover', {
        options,
        file,
        line,
        column,
        ...(text !== undefined && { text }),
      });
      return response.hover;
    },
    async explain(options, facts) {
      const response = await files.ask('explain', { options, facts });
      return response.findings;
    },
    async convert(request) {
      return (await images.ask('convert', { request })).converted;
    },
    async images(request) {
      return (await images.ask('images', { request })).images;
    },
    async dispose() {
      await Promise.all([scans.close(), files.close(), images.close()]);
    },
  };
}

interface Thread {
  ask<K extends WorkerRequest['kind']>(
    kind: K,
    body: RequestBody<K>,
    onProgress?: (progress: ScanProgress) => void,
  ): Promise<Extract<WorkerResponse, { kind: K }>>;
  close(): Promise<void>;
}

function createThread(workerPath: string): Thread {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let nextId = 1;
  let closed = false;

  const failAll = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };

  const start = (): Worker => {
    const started = new Worker(workerPath);
    started.on('message', (response: WorkerResponse) => {
      const entry = waiting.get(response.id);
      if (!entry) return;
      if (response.kind === 'progress') {
        entry.onProgress?.(response.progress);
        return;
      }
      waiting.delete(response.id);
      if (response.kind === 'failed') {
        entry.reject(response.cancelled ? new CancelledError() : new Error(response.message));
      } else {
        entry.resolve(response);
      }
    });
    const gone = (error: Error): void => {
      if (worker === started) worker = undefined;
      failAll(error);
    };
    started.on('error', gone);
    started.on('exit', (code) => {
      gone(closed ? new CancelledError() : new Error(`the scan thread ended with code ${code}`));
    });
    // The thread must not keep a finished command line alive.
    started.unref();
    return started;
  };

  return {
    ask<K extends WorkerRequest['kind']>(
      kind: K,
      body: RequestBody<K>,
      onProgress?: (progress: ScanProgress) => void,
    ) {
      return new Promise<Extract<WorkerResponse, { kind: K }>>((resolve, reject) => {
        if (closed) {
          reject(new CancelledError());
          return;
        }
        worker ??= start();
        const id = nextId++;
        waiting.set(id, {
          // The worker answers a request with a response of the same kind.
          resolve: (response) => resolve(response as Extract<WorkerResponse, { kind: K }>),
          reject,
          onProgress,
        });
        worker.postMessage({ kind, id, ...body });
      });
    },
    async close() {
      closed = true;
      await worker?.terminate();
      failAll(new CancelledError());
    },
  };
}
