import { metaboliteName } from "../basis/index.js";
import { InputError } from "../signal/index.js";
import { magnetField, quantifyConstants } from "./quantifyConstants.js";
import type { QuantifyConstants } from "./quantifyConstants.js";
import { waterScale } from "./waterScale.js";
import type { TissueFractions, WaterReference, WaterScale } from "./waterScale.js";

/** What quantification takes of a fitted spectrum. */
export interface FittedSpectrum {
  /** `OFF`, `DIFF`, `PRESS`, … */
  spectrum: string;
  names: readonly string[];
  /** Of each name, in units of the FID over those of the basis. */
  amplitudes: ArrayLike<number>;
  /** names x names, of the amplitudes. */
  covariance?: ArrayLike<number>;
  /** What is to be said of the fit as a whole. */
  flags?: readonly string[];
}

/** How an amplitude was made a quantity. */
export type QuantityKind = "amplitude" | "ratio" | "water-scaled" | "CSF-corrected" | "tissue-corrected";

/** One number of one scan: a row of a tidy table. */
export interface QuantityRow {
  subject: string;
  spectrum: string;
  metabolite: string;
  quantity: QuantityKind;
  value: number;
  unit: string;
  /** Cramer-Rao lower bound, an SD in the unit of the value; null where it is not known. */
  crlb: number | null;
  /** What is to be known before the value is used, with semicolons between; empty where there is nothing. */
  flags: string;
}

export interface ScanQuantifyOptions {
  subject: string;
  /** Water-scaled quantities are given where there is water; echo and repetition time are then needed. */
  water?: WaterReference;
  tissue?: TissueFractions;
  /** s, of the scan. */
  echoTime?: number;
  /** s, of the scan. */
  repetitionTime?: number;
  /** MHz, of the scan: relaxation times are those of its field strength. @default that of 3 T */
  spectrometerFrequency?: number;
  /** What ratios are taken to: a metabolite or a sum, by any name that is known. @default "tCr" */
  ratioTo?: string;
  /** @default `data/quantify.json` at that field strength */
  constants?: QuantifyConstants;
}

/** A bound above this share of the value calls for caution. */
const UNCERTAIN = 0.2;
/** SDs that a reference of ratios has to be above 0. */
const SHOWN = 2;

/**
 * Everything that fits of a scan give, tidy: each metabolite and each sum (tNAA, tCr, tCho, Glx, GABA+) as amplitude, as
 * ratio to tCr and, where there is water, as concentration (`waterScale`). Bounds come from the covariance of the
 * amplitudes, so that a sum of two that the data cannot tell apart keeps its small bound. tCr is that of OFF (or PRESS),
 * for the difference spectrum too, as Osprey does; OFF and DIFF then count as independent.
 *
 * Where the reference is not there or not shown (an amplitude below two of its bounds: solutions, tumours), there are no
 * ratios, and a flag of the amplitudes says so.
 *
 * A concentration that no brain can have (`data/quantify.json`, plausible) is flagged.
 *
 * @param fits - one, or OFF and DIFF of an edited scan; the first that is not DIFF holds the reference.
 * @throws InputError where a reference was asked for that was not fitted; and where water is given without the scan's times, at a field
 *   strength whose relaxation times are not known, or so small beside a metabolite that it cannot be unsuppressed water.
 */
export function scanQuantify(fits: readonly FittedSpectrum[], options: ScanQuantifyOptions): QuantityRow[] {
  const { subject, water, tissue, echoTime, repetitionTime, spectrometerFrequency } = options;
  const field = spectrometerFrequency === undefined ? 3 : magnetField(spectrometerFrequency);
  const { constants = quantifyConstants(field) } = options;
  if (water && field === undefined && options.constants === undefined) {
    const expected = "that of 1.5, 3 or 7 T, whose relaxation times are known, or the option constants";
    throw new InputError({ key: "spectrometerFrequency", value: spectrometerFrequency, expected });
  }
  const { sums } = constants;
  const reference = options.ratioTo === undefined ? constants.reference : metaboliteName(options.ratioTo);
  const over = sums[reference] ?? [reference];
  const home = fits.find(({ spectrum }) => spectrum !== "DIFF");
  const whole = home && combine(home, over, () => 1);
  if (options.ratioTo !== undefined && whole === undefined) {
    const expected = `what was fitted, ${home?.names.join(", ") ?? "of OFF or PRESS"}, or a sum of it`;
    throw new InputError({ key: "ratioTo", value: options.ratioTo, expected });
  }
  const lacking = notShown(reference, whole);
  const loose =
    whole === undefined || whole.crlb === null || whole.crlb <= UNCERTAIN * whole.value
      ? []
      : [`bound of ${reference} above ${100 * UNCERTAIN} %`];
  if (water && (echoTime === undefined || repetitionTime === undefined)) {
    const key = echoTime === undefined ? "echoTime" : "repetitionTime";
    throw new InputError({ key, expected: "a number: water scaling corrects relaxation" });
  }
  return fits.flatMap((fit) => {
    // An entry of the basis may be called as a sum, which it then is, or is part of.
    const single = fit.names
      .filter((name) => !(name in sums))
      .map((name): [string, string[]] => [name, [name]]);
    const added = Object.entries(sums)
      .map(([name, parts]): [string, string[]] => [name, parts.filter((part) => fit.names.includes(part))])
      // A sum stands for all it is named for; GABA alone is no GABA+, GPC alone is tCho by its visible line.
      .filter(([name, parts]) => parts.length > 0 && (name !== "GABA+" || parts.length > 1));
    const scales = new Map<string, WaterScale>();
    if (water && echoTime !== undefined && repetitionTime !== undefined) {
      for (const name of fit.names) {
        scales.set(name, waterScale(name, { water, echoTime, repetitionTime, tissue, constants }));
      }
    }
    const ofRatio = home === fit ? waterRatio(fit, scales, constants) : [];
    const { spectrum } = fit;
    const lines: QuantityRow[] = [];
    for (const [metabolite, parts] of [...single, ...added]) {
      const add = (quantity: QuantityKind, unit: string, of: Combined | undefined): void => {
        if (of === undefined) return;
        const flags = [...(fit.flags ?? [])];
        if (quantity === "amplitude" && lacking !== undefined) flags.push(lacking);
        if (quantity === "ratio") flags.push(...loose);
        if (quantity !== "amplitude" && quantity !== "ratio") {
          flags.push(...(water?.flags ?? []), ...ofRatio, ...implausible(metabolite, of.value, constants));
        }
        if (of.value === 0) flags.push("not found");
        else if (of.crlb !== null && of.crlb > UNCERTAIN * Math.abs(of.value)) {
          flags.push(`bound above ${100 * UNCERTAIN} %`);
        }
        lines.push({
          subject,
          spectrum,
          metabolite,
          quantity,
          value: of.value,
          unit,
          crlb: of.crlb,
          flags: flags.join("; "),
        });
      };
      add(
        "amplitude",
        "a.u.",
        combine(fit, parts, () => 1),
      );
      if (home && lacking === undefined) add("ratio", `/${reference}`, ratio(fit, parts, home, over));
      const kinds = [
        ["water-scaled", "mM", "raw"],
        ["CSF-corrected", "mM", "csfCorrected"],
        ["tissue-corrected", "mmol/kg", "tissueCorrected"],
      ] as const;
      for (const [quantity, unit, key] of kinds) {
        if (scales.get(parts[0])?.[key] === undefined) continue;
        add(
          quantity,
          unit,
          combine(fit, parts, (name) => scales.get(name)![key]!),
        );
      }
    }
    return lines;
  });
}

/**
 * mM: of a single metabolite, and of tNAA, tCr and tCho together. No head holds so much, and receivers' gains do not differ
 * so far: water so small is suppressed, or none.
 */
const NO_WATER = { single: 1000, together: 300 };

/** Whether a concentration is more than a brain can hold. Macromolecules and lipids have no unit to be judged in. */
function implausible(metabolite: string, value: number, { plausible }: QuantifyConstants): string[] {
  if (/^(MM(?!3co)|Lip)/.test(metabolite)) return [];
  const most = plausible.most[metabolite] ?? plausible.most.default;
  if (value <= most) return [];
  if (value > NO_WATER.single) noWater(metabolite, value);
  return [`implausible: above ${most} mM`];
}

function noWater(what: string, value: number): never {
  throw new InputError({
    key: "water reference",
    value: `a signal beside which ${what} would be ${Number(value.toPrecision(3))} mM`,
    expected:
      "unsuppressed water of the same scan, receiver gain and voxel, and a basis in units of one proton",
  });
}

/** Whether water and metabolites have the ratio that they have in a brain, by the three that all brains have. */
function waterRatio(
  fit: FittedSpectrum,
  scales: ReadonlyMap<string, WaterScale>,
  { plausible, sums }: QuantifyConstants,
): string[] {
  const parts = ["tNAA", "tCr", "tCho"].flatMap((sum) => sums[sum] ?? []);
  const together = combine(fit, parts, (name) => scales.get(name)?.raw ?? 0);
  if (together === undefined || scales.size === 0) return [];
  const [least, most] = plausible.together;
  if (together.value >= least && together.value <= most) return [];
  if (together.value > NO_WATER.together) noWater("tNAA + tCr + tCho", together.value);
  const value = Number(together.value.toPrecision(3));
  return [
    `implausible water-to-metabolite ratio: tNAA + tCr + tCho are ${value} mM, not ${least} to ${most} mM`,
  ];
}

/** What a flag begins with that says why there are no ratios. */
export const NO_RATIOS = "no ratios";

interface Combined {
  value: number;
  crlb: number | null;
}

/** The sum of some amplitudes, each times a factor, and its bound; undefined where the fit has none of them. */
function combine(
  fit: FittedSpectrum,
  parts: readonly string[],
  factor: (name: string) => number,
): Combined | undefined {
  const weights = fit.names.map((name) => (parts.includes(name) ? factor(name) : 0));
  if (weights.every((weight) => weight === 0)) return undefined;
  return {
    value: weights.reduce((sum, weight, k) => sum + weight * fit.amplitudes[k], 0),
    crlb: bound(fit, weights),
  };
}

/** Why ratios to a reference cannot be given; undefined where they can. */
function notShown(reference: string, of: Combined | undefined): string | undefined {
  if (of === undefined) return `${NO_RATIOS}: ${reference} was not fitted`;
  if (!(of.value > 0)) return `${NO_RATIOS}: ${reference} is 0`;
  if (of.crlb === null || of.value >= SHOWN * of.crlb) return undefined;
  const [value, bound] = [of.value, of.crlb].map((number) => Number(number.toPrecision(2)));
  return `${NO_RATIOS}: ${reference} is ${value} +- ${bound}`;
}

/** A sum over the reference: to first order the variance of a / r is that of a - (a / r) r, over r^2. */
function ratio(
  fit: FittedSpectrum,
  parts: readonly string[],
  home: FittedSpectrum,
  reference: readonly string[],
): Combined {
  const over = combine(home, reference, () => 1)!;
  const value = combine(fit, parts, () => 1)!.value / over.value;
  if (fit === home) {
    const weights = fit.names.map(
      (name) => (parts.includes(name) ? 1 : 0) - (reference.includes(name) ? value : 0),
    );
    const own = bound(fit, weights);
    return { value, crlb: own === null ? null : own / over.value };
  }
  const own = combine(fit, parts, () => 1)!.crlb;
  if (own === null || over.crlb === null) return { value, crlb: null };
  return { value, crlb: Math.hypot(own, value * over.crlb) / over.value };
}

/** sqrt(w' C w) */
function bound({ covariance, names }: FittedSpectrum, weights: readonly number[]): number | null {
  if (covariance === undefined) return null;
  const m = names.length;
  let sum = 0;
  for (let i = 0; i < m; i++) {
    if (weights[i] === 0) continue;
    for (let j = 0; j < m; j++) {
      // Infinity stands for what the data cannot tell; times no weight it says nothing.
      if (weights[j] !== 0) sum += weights[i] * weights[j] * covariance[i * m + j];
    }
  }
  return Number.isFinite(sum) ? Math.sqrt(Math.max(0, sum)) : null;
}
