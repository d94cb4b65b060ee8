import type { SpectrumRows } from "./spectrumRows.js";

/**
 * Refuses rows that are not on a model's points: another number, or more than one point spacing away.
 *
 * @throws RangeError saying both axes.
 */
export function rowsFit(rows: Pick<SpectrumRows, "ppm" | "shape">, model: { ppm: Float64Array }): void {
  const [a, b] = [rows.ppm, model.ppm];
  const spacing = b[1] - b[0];
  const last = b.length - 1;
  const fits =
    a.length === b.length &&
    rows.shape[1] === 2 * b.length &&
    Math.abs(a[0] - b[0]) < spacing &&
    Math.abs(a[last] - b[last]) < spacing;
  if (!fits) {
    throw new RangeError(
      `the spectra's points (${said(a)}) must be the model's (${said(b)}); spectraToRows takes them with { like: model }`,
    );
  }
}

function said(axis: Float64Array): string {
  return `${axis.length} from ${axis[0].toFixed(3)} to ${axis[axis.length - 1].toFixed(3)} ppm`;
}
