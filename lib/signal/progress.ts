/**
 * How long work tells how far it is. `done` runs from 0 to `total`; `note` is a short word on the
 * current state (a loss, a subject). The command line draws a bar, a notebook a `<progress>`.
 */
export interface Progress {
  (done: number, total: number, note?: string): void;
  /** Stops the work that tells its progress here; a `signal` of the work's own goes before it. @default none */
  signal?: AbortSignal;
}
