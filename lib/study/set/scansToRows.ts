import { rowsConcat, spectraToRows } from "../../models/index.js";
import type { SpectraToRowsOptions, SpectrumRows } from "../../models/index.js";
import { stackToSpectra } from "../../signal/index.js";
import type { StudyScan } from "./studySet.js";

/** Rows of many scans, with where each row comes from. */
export interface ScanRows extends SpectrumRows {
  /** Per row: index of its scan among those given. */
  scan: Uint32Array;
  /** Per row: index of its transient in that scan. */
  transient: Uint32Array;
  /** Per row: SD of the real part of signal-free spectrum (-2 to 0 ppm), in units of the row. */
  noise: Float32Array;
}

/**
 * All transients of some scans as rows of one size. Scans may differ a little in frequency: all take the points of
 * the first one's range, or of `like`.
 */
export function scansToRows(scans: readonly StudyScan[], options: SpectraToRowsOptions): ScanRows {
  if (scans.length === 0) throw new RangeError("at least one scan is needed, got none");
  let like = options.like;
  const parts = scans.map(({ stack }) => {
    const spectra = stackToSpectra(stack);
    const rows = spectraToRows(spectra, like ? { like } : options);
    like ??= rows;
    return { rows, noise: noiseOf(spectra, rows.scale) };
  });
  const rows = rowsConcat(parts.map(({ rows }) => rows));
  const flat = (of: (part: (typeof parts)[number], k: number) => ArrayLike<number>): number[] =>
    parts.flatMap((part, k) => Array.from(of(part, k)));
  return {
    ...rows,
    scan: Uint32Array.from(flat(({ rows: { scale } }, k) => scale.map(() => k))),
    transient: Uint32Array.from(flat(({ rows: { scale } }) => scale.map((_, i) => i))),
    noise: Float32Array.from(flat(({ noise }) => noise)),
  };
}

/** The noise of each spectrum in units of its row, from the differences of neighbouring points in -2 to 0 ppm. */
function noiseOf(
  spectra: { re: Float32Array; shape: readonly [number, number]; ppm: Float64Array },
  scale: Float32Array,
): Float32Array {
  const [n, points] = spectra.shape;
  // Differences take off whatever smooth tail reaches into the range; their variance is twice the noise's.
  const inside = [...spectra.ppm.keys()].filter((k) => spectra.ppm[k] >= -2 && spectra.ppm[k + 1] <= 0);
  return Float32Array.from({ length: n }, (_, i) => {
    const sum = inside.reduce(
      (total, k) => total + (spectra.re[i * points + k + 1] - spectra.re[i * points + k]) ** 2,
      0,
    );
    return Math.sqrt(sum / inside.length / 2) / scale[i];
  });
}
