import { ppmWindow } from "../../signal/index.js";
import { vaeReconstruct } from "../../models/index.js";
import type { Vae } from "../../models/index.js";
import { scansToRows } from "../set/scansToRows.js";
import { conditionName } from "../set/studySet.js";
import type { StudyScan } from "../set/studySet.js";

/** How well one subject's transients of one condition are reconstructed; means over its transients. */
export interface ReconstructionNumbers {
  subject: string;
  site: string;
  condition: string;
  transients: number;
  /** Mean squared error of Re and Im in 0.5 to 4.0 ppm, spectra normalised to their largest magnitude. */
  mse: number;
  /** Pearson correlation of the real parts in 0.5 to 4.0 ppm. */
  correlation: number;
  /**
   * RMS residual over the SD of the noise, 0.5 to 4.0 ppm. 1: what is left is noise. Below 1: noise is copied.
   * Well above 1: signal is lost.
   */
  residualToNoise: number;
  /** The same for 4.2 to 5.2 ppm, around residual water; null when the model does not see it. */
  waterResidualToNoise: number | null;
}

/** A point of figure 4. */
export interface ReconstructionRow {
  ppm: number;
  value: number;
  series: "measured" | "reconstruction" | "residual";
  condition: string;
  subject: string;
}

export interface ReconstructionResult {
  numbers: ReconstructionNumbers[];
  /** Means over the subjects, by condition: what the text quotes. */
  summary: { name: string; value: number }[];
  /** Real parts of one typical transient a condition of the best and the worst subject, own units. */
  rows: ReconstructionRow[];
  /** The subject of least and of most residual over noise. */
  shown: { good: string; worse: string };
}

const METABOLITES = [0.5, 4.0] as const;
const WATER = [4.2, 5.2] as const;

/**
 * Reconstructs every transient of scans that the model has not seen, through the mean of its latent Gaussian, and
 * compares with what was measured (figure 4).
 */
export function reconstructionStudy(model: Vae, scans: readonly StudyScan[]): ReconstructionResult {
  const measured = scansToRows(scans, { like: model });
  const copy = vaeReconstruct(model, measured);
  const [n, width] = measured.shape;
  const p = width / 2;
  const window = ppmWindow(measured.ppm, ...METABOLITES);
  const water = ppmWindow(measured.ppm, ...WATER);
  const seesWater = measured.ppm[p - 1] >= WATER[1];
  const each = Array.from({ length: n }, (_, i) => {
    const a = measured.rows.subarray(i * width, (i + 1) * width);
    const b = copy.rows.subarray(i * width, (i + 1) * width);
    const mse = meanSquare(a, b, p, window);
    return {
      scan: measured.scan[i],
      row: i,
      condition: conditionName(scans[measured.scan[i]].stack, measured.transient[i]),
      mse,
      correlation: correlation(a.subarray(...window), b.subarray(...window)),
      residualToNoise: Math.sqrt(mse) / measured.noise[i],
      waterResidualToNoise: seesWater ? Math.sqrt(meanSquare(a, b, p, water)) / measured.noise[i] : null,
    };
  });
  const numbers = scans.flatMap(({ id, site }, scan) => {
    const conditions = [
      ...new Set(each.filter((one) => one.scan === scan).map(({ condition }) => condition)),
    ].sort();
    return conditions.map((condition) => {
      const group = each.filter((one) => one.scan === scan && one.condition === condition);
      const mean = (key: "mse" | "correlation" | "residualToNoise"): number =>
        group.reduce((sum, one) => sum + one[key], 0) / group.length;
      return {
        subject: id,
        site: site ?? "",
        condition,
        transients: group.length,
        mse: mean("mse"),
        correlation: mean("correlation"),
        residualToNoise: mean("residualToNoise"),
        waterResidualToNoise: seesWater
          ? group.reduce((sum, one) => sum + (one.waterResidualToNoise ?? 0), 0) / group.length
          : null,
      };
    });
  });
  const ranked = [...scans.keys()].sort((a, b) => meanOf(scans[a].id) - meanOf(scans[b].id));
  function meanOf(id: string): number {
    const own = numbers.filter(({ subject }) => subject === id);
    return own.reduce((sum, { residualToNoise }) => sum + residualToNoise, 0) / own.length;
  }
  const shown = [...new Set([ranked[0], ranked[ranked.length - 1]])];
  const rows = shown.flatMap((scan) => {
    const conditions = [
      ...new Set(each.filter((one) => one.scan === scan).map(({ condition }) => condition)),
    ].sort();
    return conditions.flatMap((condition) => {
      const group = each.filter((one) => one.scan === scan && one.condition === condition);
      const { row } = group.sort((a, b) => a.mse - b.mse)[Math.floor(group.length / 2)];
      return [...measured.ppm.keys()].flatMap((k): ReconstructionRow[] => {
        const [a, b] = [measured.rows[row * width + k], copy.rows[row * width + k]].map(
          (v) => v * measured.scale[row],
        );
        const place = { ppm: measured.ppm[k], condition, subject: scans[scan].id };
        return [
          { ...place, series: "measured", value: a },
          { ...place, series: "reconstruction", value: b },
          { ...place, series: "residual", value: a - b },
        ];
      });
    });
  });
  return {
    numbers,
    summary: summaryOf(numbers),
    rows,
    shown: { good: scans[ranked[0]].id, worse: scans[ranked[ranked.length - 1]].id },
  };
}

function summaryOf(numbers: readonly ReconstructionNumbers[]): ReconstructionResult["summary"] {
  const quantities = {
    "mean squared error": (one: ReconstructionNumbers) => one.mse,
    correlation: (one: ReconstructionNumbers) => one.correlation,
    "residual over noise": (one: ReconstructionNumbers) => one.residualToNoise,
    "residual over noise around water": (one: ReconstructionNumbers) => one.waterResidualToNoise,
  };
  const conditions = [...new Set(numbers.map(({ condition }) => condition))];
  return conditions.flatMap((condition) => {
    const own = numbers.filter((one) => one.condition === condition);
    return Object.entries(quantities).flatMap(([name, of]) => {
      const values = own.map(of).filter((value): value is number => value !== null);
      if (values.length === 0) return [];
      return [{ name: `${condition}: ${name}`, value: values.reduce((a, b) => a + b, 0) / values.length }];
    });
  });
}

/** Over Re and Im in an index window. */
function meanSquare(a: Float32Array, b: Float32Array, p: number, [first, last]: [number, number]): number {
  let sum = 0;
  for (const start of [0, p]) for (let k = start + first; k < start + last; k++) sum += (a[k] - b[k]) ** 2;
  return sum / (2 * (last - first));
}

function correlation(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array): number => values.reduce((x, y) => x + y, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, k) => {
    ab += (value - ma) * (b[k] - mb);
    aa += (value - ma) ** 2;
    bb += (b[k] - mb) ** 2;
  });
  return ab / Math.sqrt(aa * bb);
}
