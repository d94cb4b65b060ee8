import { randomUUID } from "node:crypto";
import type { Progress } from "../signal/index.js";
import { cellSignal } from "./cellSignal.js";
import { escapeHtml } from "./escapeHtml.js";
import { kernelDisplay } from "./kernelDisplay.js";

/** Milliseconds between two drawings. */
const INTERVAL = 100;
/** Milliseconds of work before the time left is told: the first steps are the slow ones. */
const WARM = 1000;

/**
 * A progress bar in the notebook with the time left, redrawn in place; `undefined` outside a notebook, where `progress`
 * is optional.
 *
 * It carries the cell's signal: an interrupt stops a training after the step under way and keeps the best epoch, and
 * ends other work the next time it tells its progress.
 *
 * @param label - what is going on.
 */
export function displayProgress(label: string): Progress | undefined {
  const display = kernelDisplay();
  if (display === undefined) return undefined;
  const id = randomUUID();
  const signal = cellSignal();
  let drawn = -Infinity;
  let first: { done: number; time: number } | undefined;
  const progress: Progress = (done, total, note = "") => {
    if (done < total) signal?.throwIfAborted();
    // Asked anew: work that does not let the thread go hears of an interrupt by this alone. What looks at the signal itself
    // then ends in its own way; the rest ends the next time.
    cellSignal();
    const now = performance.now();
    // Work that goes on from a checkpoint begins in the middle.
    first ??= { done, time: now };
    if (done < total && now - drawn < INTERVAL) return;
    drawn = now;
    const percent = total > 0 ? Math.round((100 * done) / total) : 0;
    const spent = now - first.time;
    const left =
      done < total && done > first.done && spent > WARM
        ? `, ${duration((spent * (total - done)) / (done - first.done))} left`
        : "";
    const name = escapeHtml(label);
    const html =
      `<label>${name} <progress value="${percent}" max="100" aria-label="${name}"></progress> ${percent} %${left}` +
      `${note === "" ? "" : ` ${escapeHtml(note)}`}</label>`;
    display({ "text/html": html, "text/plain": `${label}: ${percent} %${left} ${note}`.trimEnd() }, id);
  };
  progress.signal = signal;
  return progress;
}

/** For example `40 s`, `3 min`. */
function duration(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
