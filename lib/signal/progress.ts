/**
 * How long work tells how far it is. `done` runs from 0 to `total`; `note` is a short word on the
 * current state (a loss, a subject). The command line draws a bar, a notebook a `<progress>`.
 */
export type Progress = (done: number, total: number, note?: string) => void;
