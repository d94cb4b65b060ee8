import { randomUUID } from "node:crypto";
import type { Progress } from "../signal/index.js";
import { escapeHtml } from "./escapeHtml.js";
import { kernelDisplay } from "./kernelDisplay.js";

/** Milliseconds between two drawings. */
const INTERVAL = 100;

/**
 * A progress bar in the notebook, redrawn in place; `undefined` outside a notebook, where `progress` is optional.
 *
 * @param label - what is going on.
 */
export function displayProgress(label: string): Progress | undefined {
  const display = kernelDisplay();
  if (display === undefined) return undefined;
  const id = randomUUID();
  let drawn = -Infinity;
  return (done, total, note = "") => {
    const now = performance.now();
    if (done < total && now - drawn < INTERVAL) return;
    drawn = now;
    const percent = total > 0 ? Math.round((100 * done) / total) : 0;
    const name = escapeHtml(label);
    const html =
      `<label>${name} <progress value="${percent}" max="100" aria-label="${name}"></progress> ${percent} %` +
      `${note === "" ? "" : ` ${escapeHtml(note)}`}</label>`;
    display({ "text/html": html, "text/plain": `${label}: ${percent} % ${note}` }, id);
  };
}
