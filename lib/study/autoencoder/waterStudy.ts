import { vaeDefaults, vaeReconstruct } from "../../models/index.js";
import type { SpectrumRows, VaeConfig } from "../../models/index.js";
import { stackWaterFit } from "../../process/index.js";
import { ppmWindow, stackSelect } from "../../signal/index.js";
import type { Progress } from "../../signal/index.js";
import { modelKept } from "../trained/modelKept.js";
import { scansToRows } from "../set/scansToRows.js";
import type { ScanRows } from "../set/scansToRows.js";
import type { StudyScan, StudySet } from "../set/studySet.js";
import { transientsOf } from "../set/subsetDraw.js";

/**
 * How spectra with residual water are shown to a model: as in the paper (one scale for all); magnitudes compressed by a
 * logarithm; water and metabolites each by its own largest magnitude; water fitted and taken off, and put back after.
 */
export type WaterRepresentation = "one scale" | "log-compressed" | "two scales" | "water apart";

export interface WaterStudyOptions {
  /** What differs from the model's defaults; all representations are trained with the same. */
  vae: Partial<VaeConfig>;
  /** Transients of each condition of a scan that are used. */
  transients: number;
  /** @default all */
  representations?: readonly WaterRepresentation[];
  /** Train again, as `modelKept`. */
  fresh?: boolean;
  /** Folder of kept models, as `modelKept`. */
  cache?: string;
  progress?: Progress;
  signal?: AbortSignal;
}

/** RMS residual of the reconstructions of a scan over its noise; 1 is noise alone. */
export interface WaterNumbers {
  representation: WaterRepresentation;
  part: "validation" | "test";
  subject: string;
  /** 0.5 to 4.0 ppm. */
  metabolites: number;
  /** 4.2 to 5.2 ppm. */
  water: number;
  /** The second over the first. */
  ratio: number;
}

/** RMS residual over noise of all test transients at a place of the spectrum. */
export interface WaterRow {
  representation: WaterRepresentation;
  ppm: number;
  residual: number;
}

export interface WaterResult {
  numbers: WaterNumbers[];
  rows: WaterRow[];
  /** The representation of the least residual of water and metabolites together on validation scans. */
  best: WaterRepresentation;
  /** Means over test scans: what the text quotes. */
  summary: { name: string; value: number }[];
}

const ALL: readonly WaterRepresentation[] = ["one scale", "log-compressed", "two scales", "water apart"];
const METABOLITES = [0.5, 4.0] as const;
const WATER = [4.2, 5.2] as const;
/** Magnitude, of the largest, around which compression sets in. */
const KNEE = 0.2;
/** Points of the spectrum that a row of the figure is the RMS of. */
const SMOOTH = 6;

/** Rows for a model, and what brings its copies back to the plain rows. */
interface Represented {
  rows: SpectrumRows;
  back: (copy: SpectrumRows) => Float32Array;
}

/**
 * Is residual water reconstructed as well as the rest, and what mends it? One model for each representation, trained on the
 * training scans; the best is chosen on the validation scans, and all are judged on the test scans in the plain
 * spectra's own units.
 *
 * Water that is fitted and put back has been measured, not reconstructed: its few amplitudes are each transient's own,
 * and take a little of the noise with them, which is why its residual can fall below 1. A loss in the time domain is
 * no remedy of its own: by Parseval's theorem the squared error of a FID is that of its spectrum.
 */
export async function waterStudy(set: StudySet, options: WaterStudyOptions): Promise<WaterResult> {
  const { vae, transients, representations = ALL, progress, signal, ...kept } = options;
  const settings = { ...vaeDefaults, ...vae };
  const fewer = (scans: readonly StudyScan[]): StudyScan[] =>
    scans.map((scan) => ({ ...scan, stack: stackSelect(scan.stack, spread(scan, transients)) }));
  const parts = { train: fewer(set.train), validation: fewer(set.validation), test: fewer(set.test) };
  const training = scansToRows(parts.train, { ppmRange: settings.ppmRange });
  const plain = {
    train: training,
    validation: scansToRows(parts.validation, { like: training }),
    test: scansToRows(parts.test, { like: training }),
  };
  const numbers: WaterNumbers[] = [];
  const rows: WaterRow[] = [];
  for (const [k, representation] of representations.entries()) {
    const told: Progress = (done, total, note) =>
      progress?.(k + done / total, representations.length, `${representation}${note ? `: ${note}` : ""}`);
    const shown = {
      train: represent(representation, parts.train, plain.train),
      validation: represent(representation, parts.validation, plain.validation),
      test: represent(representation, parts.test, plain.test),
    };
    const name = `${set.name}-water`;
    const model = await modelKept(name, shown.train.rows, shown.validation.rows, settings, {
      ...kept,
      progress: told,
      signal,
    });
    signal?.throwIfAborted();
    for (const part of ["validation", "test"] as const) {
      const copy = shown[part].back(vaeReconstruct(model, shown[part].rows));
      const error = (range: readonly [number, number], of: (i: number) => boolean): number =>
        residual(plain[part], copy, ppmWindow(plain[part].ppm, ...range), of);
      parts[part].forEach(({ id }, scan) => {
        const own = (i: number): boolean => plain[part].scan[i] === scan;
        const [metabolites, water] = [error(METABOLITES, own), error(WATER, own)];
        numbers.push({ representation, part, subject: id, metabolites, water, ratio: water / metabolites });
      });
      if (part === "validation") continue;
      const { ppm } = plain.test;
      for (let f = 0; f + SMOOTH <= ppm.length; f += SMOOTH) {
        const value = residual(plain.test, copy, [f, f + SMOOTH], () => true);
        rows.push({ representation, ppm: ppm[f + SMOOTH / 2], residual: value });
      }
    }
  }
  const mean = (
    part: WaterNumbers["part"],
    name: WaterRepresentation,
    key: "metabolites" | "water" | "ratio",
  ): number => {
    const own = numbers.filter((one) => one.part === part && one.representation === name);
    return own.reduce((sum, one) => sum + one[key], 0) / own.length;
  };
  const cost = (name: WaterRepresentation): number =>
    mean("validation", name, "metabolites") + mean("validation", name, "water");
  return {
    numbers,
    rows,
    best: [...representations].sort((a, b) => cost(a) - cost(b))[0],
    summary: representations.flatMap((name) =>
      (["metabolites", "water", "ratio"] as const).map((key) => ({
        name: `${name}: ${key === "ratio" ? "water over metabolites" : `residual over noise, ${key}`}`,
        value: mean("test", name, key),
      })),
    ),
  };
}

/** So many transients of each condition, spread over the scan. */
function spread({ stack }: StudyScan, count: number): number[] {
  const conditions = stack.labels ? [...new Set(stack.labels)].sort((a, b) => a - b) : [undefined];
  return conditions
    .flatMap((condition) => {
      const members = transientsOf(stack.shape[0], stack.labels, condition);
      const wanted = Math.min(count, members.length);
      return Array.from({ length: wanted }, (_, k) => members[Math.floor((k * members.length) / wanted)]);
    })
    .sort((a, b) => a - b);
}

function represent(name: WaterRepresentation, scans: readonly StudyScan[], plain: ScanRows): Represented {
  if (name === "one scale") return { rows: plain, back: (copy) => copy.rows };
  if (name === "water apart") return waterApart(scans, plain);
  const [n, width] = plain.shape;
  const p = width / 2;
  if (name === "two scales") {
    const [first] = ppmWindow(plain.ppm, WATER[0], Infinity);
    const scales = Array.from({ length: n }, (_, i) =>
      [
        [0, first],
        [first, p],
      ].map(([from, to]) => {
        let largest = 0;
        for (let k = i * width + from; k < i * width + to; k++)
          largest = Math.max(largest, Math.hypot(plain.rows[k], plain.rows[k + p]));
        return largest;
      }),
    );
    const scaleOf = (k: number): number => scales[Math.floor(k / width)][k % p >= first ? 1 : 0];
    return {
      rows: { ...plain, rows: plain.rows.map((value, k) => value / scaleOf(k)) },
      back: (copy) => copy.rows.map((value, k) => value * scaleOf(k)),
    };
  }
  const whole = Math.log1p(1 / KNEE);
  const magnitudesChanged = (rows: Float32Array, change: (size: number) => number): Float32Array => {
    const changed = new Float32Array(rows.length);
    for (let i = 0; i < n; i++) {
      for (let k = i * width; k < i * width + p; k++) {
        const size = Math.hypot(rows[k], rows[k + p]);
        const gain = size > 0 ? change(size) / size : 0;
        changed[k] = gain * rows[k];
        changed[k + p] = gain * rows[k + p];
      }
    }
    return changed;
  };
  return {
    rows: { ...plain, rows: magnitudesChanged(plain.rows, (size) => Math.log1p(size / KNEE) / whole) },
    back: (copy) => magnitudesChanged(copy.rows, (size) => KNEE * Math.expm1(size * whole)),
  };
}

/** Rows of the scans less their fitted water, and the water to be put back. */
function waterApart(scans: readonly StudyScan[], plain: ScanRows): Represented {
  const dry = scansToRows(
    scans.map((scan) => {
      const water = stackWaterFit(scan.stack);
      const { re, im } = scan.stack;
      const rest = {
        re: re.map((value, k) => value - water.re[k]),
        im: im.map((value, k) => value - water.im[k]),
      };
      return { ...scan, stack: { ...scan.stack, ...rest } };
    }),
    { like: plain },
  );
  const width = plain.shape[1];
  const gain = (k: number): number => dry.scale[Math.floor(k / width)] / plain.scale[Math.floor(k / width)];
  return {
    rows: dry,
    back: (copy) => copy.rows.map((value, k) => plain.rows[k] + gain(k) * (value - dry.rows[k])),
  };
}

/** RMS difference over Re and Im in an index window, in units of each transient's noise. */
function residual(
  { rows, noise, shape }: ScanRows,
  copy: Float32Array,
  [first, last]: readonly [number, number],
  of: (i: number) => boolean,
): number {
  const [n, width] = shape;
  let [sum, count] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (!of(i)) continue;
    let own = 0;
    for (const start of [i * width, i * width + width / 2]) {
      for (let k = start + first; k < start + last; k++) own += (rows[k] - copy[k]) ** 2;
    }
    sum += own / noise[i] ** 2;
    count += 2 * (last - first);
  }
  return Math.sqrt(sum / count);
}
