import { spectraToRows } from "../../models/index.js";
import type { LabelledRows } from "../../models/index.js";
import { EDIT_OFF, EDIT_ON, stackToSpectra } from "../../signal/index.js";
import type { FidStack, ScanHeader, SpectrumStack } from "../../signal/index.js";
import { augmentationWindows, spectrumIntegral } from "../augmentation/augmentationMeasure.js";
import { transientsOf } from "../set/subsetDraw.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { spectraConsistent } from "../spectra/spectraConsistent.js";
import { spectraDifference } from "../spectra/spectraDifference.js";

/** ppm ranges of the integrals that a conditional VAE is told of a subject: of OFF, and of the difference. */
const WINDOWS = {
  tNAA: { of: "OFF", range: [1.9, 2.12] },
  tCr: { of: "OFF", range: [2.95, 3.12] },
  tCho: { of: "OFF", range: [3.13, 3.3] },
  "GABA+": { of: "difference", range: augmentationWindows.gaba },
  Glx: { of: "difference", range: augmentationWindows.glx },
} as const;
/** Where a subject's unit is taken, ppm of OFF: tCr and tCho. */
const UNIT = [2.9, 3.3] as const;

/** What a conditional VAE of subjects may be told: amounts, in units of OFF's tCr and tCho, and last `ON`. */
export const conditionalLabels: readonly string[] = [...Object.keys(WINDOWS), "ON"];

/** A subject's transients as a conditional VAE takes them: OFF first, in units of `unit`, and what is told of them. */
export interface ConditionalSubject extends LabelledRows {
  /** Of each row, `EDIT_OFF` or `EDIT_ON`. */
  conditions: Uint8Array;
  /** The integral of OFF's tCr and tCho. */
  unit: number;
  /** ppm of the p points of a row. */
  ppm: Float64Array;
  header: ScanHeader;
}

export interface ConditionalSubjectOptions {
  /** The mean OFF and ON of the training subjects: amounts are those of what it is when fitted to the average. */
  shape?: SpectrumStack;
  /** Tell the condition alone. @default false */
  conditionOnly?: boolean;
}

/**
 * @param stack - prepared (`augmentationPrepare`), labelled.
 * @param where - the range of ppm, or a model's points.
 */
export function conditionalSubject(
  stack: FidStack,
  where: { ppm: Float64Array } | { ppmRange: readonly [number, number] },
  { shape, conditionOnly = false }: ConditionalSubjectOptions = {},
): ConditionalSubject {
  const spectra = stackToSpectra(stack);
  const made = spectraToRows(spectra, "ppm" in where ? { like: where } : { ppmRange: where.ppmRange });
  const [n, width] = made.shape;
  const average = spectraAverage(spectra);
  const unit = spectrumIntegral(offOf(average), UNIT);
  const amounts = conditionOnly ? [] : amountsOf(shape ? spectraConsistent(average, shape) : average, unit);
  const order = [EDIT_OFF, EDIT_ON].flatMap((condition) => transientsOf(n, stack.labels, condition));
  const conditions = Uint8Array.from(order, (i) => stack.labels![i]);
  const rows = new Float32Array(n * width);
  order.forEach((i, k) => {
    const factor = made.scale[i] / unit;
    for (let j = 0; j < width; j++) rows[k * width + j] = made.rows[i * width + j] * factor;
  });
  const labels = Float32Array.from([...conditions].flatMap((condition) => [...amounts, condition]));
  return { rows, labels, shape: made.shape, conditions, unit, ppm: made.ppm, header: made.header };
}

/** Integrals of an averaged OFF and ON. */
function amountsOf(average: SpectrumStack, unit: number): number[] {
  const spectra = { OFF: offOf(average), difference: spectraDifference(average) };
  return Object.values(WINDOWS).map(({ of, range }) => spectrumIntegral(spectra[of], range) / unit);
}

function offOf(average: SpectrumStack): SpectrumStack {
  const points = average.shape[1];
  const first = average.labels!.indexOf(EDIT_OFF) * points;
  const { re, im } = average;
  return {
    ...average,
    re: re.subarray(first, first + points),
    im: im.subarray(first, first + points),
    shape: [1, points],
  };
}
