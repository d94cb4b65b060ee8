import { rowsFit } from "./rowsFit.js";
import type { SpectrumRows } from "./spectrumRows.js";

/**
 * The rows of several sets one after the other; axis and header are the first one's. Labels are kept when all have them.
 *
 * @throws RangeError when there are none, or their points differ by more than one spacing.
 */
export function rowsConcat(sets: readonly SpectrumRows[]): SpectrumRows {
  const [first] = sets;
  if (first === undefined) throw new RangeError("at least one set of rows is needed, got none");
  for (const set of sets) rowsFit(set, first);
  const n = sets.reduce((sum, { shape }) => sum + shape[0], 0);
  const rows = new Float32Array(n * first.shape[1]);
  const scale = new Float32Array(n);
  const labels = sets.every(({ header }) => header.labels) ? new Uint8Array(n) : undefined;
  let at = 0;
  for (const set of sets) {
    rows.set(set.rows, at * first.shape[1]);
    scale.set(set.scale, at);
    if (set.header.labels) labels?.set(set.header.labels, at);
    at += set.shape[0];
  }
  const header = { ...first.header, labels, dimensions: [{ tag: "DIM_DYN", size: n }] };
  return { rows, scale, shape: [n, first.shape[1]], ppm: first.ppm, header };
}
