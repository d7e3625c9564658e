/** Thrown where work stops because it was asked to; the name is the one AbortSignal uses. */
export class CancelledError extends Error {
  constructor() {
    super('cancelled');
    this.name = 'AbortError';
  }
}

/** Whether an error only says that work was cancelled. */
export function isCancelled(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
