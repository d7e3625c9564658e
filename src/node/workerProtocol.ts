import type { Fact } from '../core/go/facts';
import type { HoverInfo } from '../core/scan/hover';
import type { Finding, ScanResult } from '../core/types';
import type { ConvertedFiles } from '../core/images/convert/convertAll';
import type { ConvertRequest, ImagesRequest, ScanOptions, ScanProgress } from './engine';
import type { LoadedImages } from './images/loadImages';

/** What the editor's side asks of the worker thread; `id` pairs a request with its answers. */
export type WorkerRequest =
  | {
      readonly kind: 'scan';
      readonly id: number;
      readonly options: ScanOptions;
      /** One Int32: anything but 0 asks the scan to stop. The worker is busy and reads no messages meanwhile. */
      readonly cancel: SharedArrayBuffer;
    }
  | {
      readonly kind: 'scanFile';
      readonly id: number;
      readonly options: ScanOptions;
      readonly file: string;
      readonly text?: string;
    }
  | {
      readonly kind: 'hover';
      readonly id: number;
      readonly options: ScanOptions;
      readonly file: string;
      readonly line: number;
      readonly column: number;
      readonly text?: string;
    }
  | {
      readonly kind: 'explain';
      readonly id: number;
      readonly options: ScanOptions;
      readonly facts: readonly Fact[];
    }
  | { readonly kind: 'images'; readonly id: number; readonly request: ImagesRequest }
  | { readonly kind: 'convert'; readonly id: number; readonly request: ConvertRequest };

export type WorkerResponse =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: ScanProgress }
  | { readonly kind: 'scan'; readonly id: number; readonly result: ScanResult }
  | { readonly kind: 'scanFile'; readonly id: number; readonly findings: readonly Finding[] }
  | { readonly kind: 'hover'; readonly id: number; readonly hover?: HoverInfo }
  | { readonly kind: 'explain'; readonly id: number; readonly findings: readonly Finding[] }
  | { readonly kind: 'images'; readonly id: number; readonly images: LoadedImages }
  | { readonly kind: 'convert'; readonly id: number; readonly converted: ConvertedFiles }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string; readonly cancelled: boolean };
