import type { SpectrumRows } from "./spectrumRows.js";

/** Some rows in the order asked for, with their scales and labels. */
export function rowsSelect(rows: SpectrumRows, chosen: ArrayLike<number>): SpectrumRows {
  const width = rows.shape[1];
  const count = chosen.length;
  const { labels } = rows.header;
  const selected = new Float32Array(count * width);
  for (let k = 0; k < count; k++) {
    selected.set(rows.rows.subarray(chosen[k] * width, (chosen[k] + 1) * width), k * width);
  }
  return {
    rows: selected,
    scale: Float32Array.from(chosen, (k) => rows.scale[k]),
    shape: [count, width],
    ppm: rows.ppm,
    header: {
      ...rows.header,
      labels: labels && Uint8Array.from(chosen, (k) => labels[k]),
      dimensions: [{ tag: "DIM_DYN", size: count }],
    },
  };
}
