import { parentPort } from 'node:worker_threads';
import { makeTranslate } from '../core/l10n';
import type { OverlaidFiles } from '../core/overlayFiles';
import { createDiskFiles } from './diskFiles';
import { basesOf, convertAll, packagesOf, type ConvertedFiles } from '../core/images/convert/convertAll';
import { findTarget } from '../core/target/targets';
import type { ConvertRequest, ImagesRequest } from './engine';
import { loadGoParser } from './goParser';
import { loadImages, type LoadedImages } from './images/loadImages';
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

type ScanOrder = Exclude<WorkerRequest, { kind: 'images' | 'convert' }>;

let session: Promise<ScanSession> | undefined;
let parser: ReturnType<typeof loadGoParser> | undefined;

const send = (response: WorkerResponse): void => port.postMessage(response);

function answer(ready: ScanSession, request: ScanOrder): WorkerResponse {
  const { id, options } = request;
  switch (request.kind) {
    case 'scan': {
      const flag = new Int32Array(request.cancel);
      const result = ready.scan(options, {
        cancelled: () => Atomics.load(flag, 0) !== 0,
        progress: (progress) => send({ kind: 'progress', id, progress }),
      });
      return { kind: 'scan', id, result };
    }
    case 'scanFile':
      return { kind: 'scanFile', id, findings: ready.scanFile(options, request.file, request.text) };
    case 'explain':
      return { kind: 'explain', id, findings: ready.explain(options, request.facts) };
    case 'hover': {
      const hover = ready.hover(options, request.file, request.line, request.column, request.text);
      return { kind: 'hover', id, ...(hover && { hover }) };
    }
  }
}

function filesOf({ root, texts }: Pick<ImagesRequest, 'root' | 'texts'>): OverlaidFiles {
  const files = createDiskFiles(root);
  for (const [path, text] of texts) files.setText(path, text);
  return files;
}

function convert({ goarch, l10n, manifest, mirror, paths, ...request }: ConvertRequest): ConvertedFiles {
  const files = filesOf(request);
  const target = findTarget(goarch);
  if (!target) throw new Error(`the table of targets lacks ${goarch}`);
  return convertAll(paths, {
    readFile: (path) => files.readText(path),
    bases: basesOf(manifest?.bases ?? {}),
    packages: packagesOf(manifest?.packages ?? {}),
    target,
    t: makeTranslate(l10n),
    ...(mirror !== undefined && { mirror }),
  });
}

async function readImages({ l10n, texts, ...request }: ImagesRequest): Promise<LoadedImages> {
  parser ??= loadGoParser();
  const files = filesOf({ root: request.root, texts });
  return loadImages({ ...request, parser: await parser, files, t: makeTranslate(l10n) });
}

async function respond(request: WorkerRequest): Promise<WorkerResponse> {
  if (request.kind === 'images') {
    return { kind: 'images', id: request.id, images: await readImages(request.request) };
  }
  if (request.kind === 'convert') {
    return { kind: 'convert', id: request.id, converted: convert(request.request) };
  }
  session ??= createScanSession();
  return answer(await session, request);
}

port.on('message', (request: WorkerRequest) => {
  respond(request).then(send, (error: unknown) => {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    send({ kind: 'failed', id: request.id, message, cancelled: isCancelled(error) });
  });
});
