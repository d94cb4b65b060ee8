import { linearRegression, mean, sampleCorrelation } from "simple-statistics";
import { cvaeDecode, cvaeEncode } from "../../models/index.js";
import type { Cvae } from "../../models/index.js";
import { ppmWindow, randomSource } from "../../signal/index.js";
import type { Progress } from "../../signal/index.js";
import { augmentationWindows } from "../augmentation/augmentationMeasure.js";
import { editedRows } from "./conditionalEditedSet.js";
import type { ConditionalEditedSet } from "./conditionalEditedSet.js";
import type { ConditionalEditedSettings } from "./conditionalSettings.js";
import { spectrumParametersFit } from "./spectrumParametersFit.js";

/** A concentration, or a sum of such, asked of the decoder and found by a fit in what it made. */
export interface EditedFidelityRow {
  quantity: string;
  /** mM. */
  asked: number;
  fitted: number;
}

/** Asked against fitted over test spectra. */
export interface EditedFidelityNumbers {
  quantity: string;
  r: number;
  slope: number;
  /** mM. */
  bias: number;
  rmse: number;
  /** RMSE of what says the mean of all that was asked: below it, something was learned. */
  trivial: number;
}

/** The difference that the decoder makes of an OFF spectrum when it is asked for ON, too, against the true one. */
export interface EditingRow {
  /** Integral of the difference: GABA, 2.90-3.12 ppm; Glx, 3.65-3.85 ppm. */
  quantity: "GABA" | "Glx";
  truth: number;
  made: number;
}

export interface EditingNumbers {
  quantity: EditingRow["quantity"];
  r: number;
  slope: number;
  /** % of the mean truth. */
  bias: number;
  rmse: number;
  /** RMSE of the mean truth. */
  trivial: number;
}

export interface ConditionalEditedResult {
  fidelity: EditedFidelityRow[];
  fidelityNumbers: EditedFidelityNumbers[];
  editing: EditingRow[];
  editingNumbers: EditingNumbers[];
  /** Mean over test spectra of the correlation of made and true difference, 2.5-4.0 ppm, real part. */
  shape: number;
  /** Real parts of the difference of the first test spectrum. */
  spectra: { kind: "true" | "made"; ppm: number; value: number }[];
}

/** Sums whose parts a spectrum at 3 T hardly tells apart. */
const SUMS: Readonly<Record<string, readonly string[]>> = {
  tNAA: ["NAA", "NAAG"],
  tCr: ["Cr", "PCr"],
  tCho: ["GPC", "PCh"],
  Glx: ["Glu", "Gln"],
};

/**
 * What the conditional VAE of edited spectra has learned, on unseen spectra. Labels: a test spectrum's OFF is encoded,
 * OFF and ON are decoded with all concentrations drawn anew, and both together are fitted with the model that the
 * spectra are made with. Editing: OFF is encoded and ON decoded with its own concentrations; the difference is compared
 * with the true one.
 */
export function conditionalEditedStudy(
  model: Cvae,
  set: ConditionalEditedSet,
  settings: ConditionalEditedSettings,
  { progress }: { progress?: Progress } = {},
): ConditionalEditedResult {
  const { maker, names, test, draw } = set;
  const [n, width] = test.shape;
  const half = width / 2;
  const p = half / 2;
  const kinds = names.length + 1;
  const random = randomSource(settings.seed).fork("edited study");
  const both = editedRows(test);
  const { latent } = model.config;
  // The latent points of the OFF spectra stand for both conditions.
  const z = new Float32Array(2 * n * latent);
  const { mean: encoded } = cvaeEncode(model, both);
  for (let i = 0; i < 2 * n; i++) {
    const off = 2 * (i >> 1) * latent;
    z.set(encoded.subarray(off, off + latent), i * latent);
  }
  const asked = both.labels.slice();
  for (let i = 0; i < n; i++) {
    draw.concentrations.forEach(([low, high], m) => {
      const value = low + (high - low) * random.uniform();
      for (const c of [0, 1]) asked[(2 * i + c) * kinds + m] = value;
    });
  }
  const made = cvaeDecode(model, z, asked);
  const quantities: [string, number[]][] = [
    ...names.map((name, m): [string, number[]] => [name, [m]]),
    ...Object.entries(SUMS).map(([name, parts]): [string, number[]] => [
      name,
      parts.map((part) => names.indexOf(part)),
    ]),
  ];
  const fidelity = Array.from({ length: n }, (_, i) => {
    progress?.(i, n, "fit");
    const { lorentzian, gaussian, frequency, phase } = test;
    const start = {
      lorentzian: lorentzian[i],
      gaussian: gaussian[i],
      frequency: frequency[i],
      phase: phase[i],
    };
    const row = made.rows.subarray(i * width, (i + 1) * width);
    const { concentrations } = spectrumParametersFit(maker, names.length, row, { order: -1, start });
    return quantities.map(([quantity, members]): EditedFidelityRow => {
      const sum = (value: (m: number) => number): number => members.reduce((all, m) => all + value(m), 0);
      return {
        quantity,
        asked: sum((m) => asked[2 * i * kinds + m]),
        fitted: sum((m) => concentrations[m]),
      };
    });
  }).flat();
  progress?.(n, n, "fit");

  const own = cvaeDecode(model, z, both.labels);
  const differences = (rows: Float32Array, i: number): Float32Array =>
    Float32Array.from({ length: p }, (_, k) => rows[(2 * i + 1) * half + k] - rows[2 * i * half + k]);
  const integral = (difference: Float32Array, [low, high]: readonly [number, number]): number => {
    const [first, last] = ppmWindow(maker.ppm, low, high);
    return difference.subarray(first, last).reduce((sum, value) => sum + value, 0);
  };
  const editing: EditingRow[] = [];
  const shapes: number[] = [];
  const spectra: ConditionalEditedResult["spectra"] = [];
  const [first, last] = ppmWindow(maker.ppm, ...augmentationWindows.error);
  for (let i = 0; i < n; i++) {
    const [truth, made] = [differences(test.clean, i), differences(own.rows, i)];
    editing.push(
      {
        quantity: "GABA",
        truth: integral(truth, augmentationWindows.gaba),
        made: integral(made, augmentationWindows.gaba),
      },
      {
        quantity: "Glx",
        truth: integral(truth, augmentationWindows.glx),
        made: integral(made, augmentationWindows.glx),
      },
    );
    shapes.push(sampleCorrelation([...truth.subarray(first, last)], [...made.subarray(first, last)]));
    if (i > 0) continue;
    maker.ppm.forEach((ppm, k) =>
      spectra.push({ kind: "true", ppm, value: truth[k] }, { kind: "made", ppm, value: made[k] }),
    );
  }
  return {
    fidelity,
    fidelityNumbers: quantities.map(([quantity]) => {
      const rows = fidelity.filter((row) => row.quantity === quantity);
      return { quantity, ...agreement(rows.map((row) => [row.asked, row.fitted])) };
    }),
    editing,
    editingNumbers: (["GABA", "Glx"] as const).map((quantity) => {
      const rows = editing.filter((row) => row.quantity === quantity);
      const level = mean(rows.map(({ truth }) => truth)) / 100;
      const { r, slope, bias, rmse, trivial } = agreement(rows.map((row) => [row.truth, row.made]));
      return { quantity, r, slope, bias: bias / level, rmse: rmse / level, trivial: trivial / level };
    }),
    shape: mean(shapes),
    spectra,
  };
}

function agreement(pairs: [number, number][]): Omit<EditedFidelityNumbers, "quantity"> {
  const [x, y] = [0, 1].map((part) => pairs.map((pair) => pair[part]));
  const errors = pairs.map(([wanted, found]) => found - wanted);
  const rms = (values: number[]): number => Math.sqrt(mean(values.map((value) => value * value)));
  const level = mean(x);
  return {
    r: sampleCorrelation(x, y),
    slope: linearRegression(pairs).m,
    bias: mean(errors),
    rmse: rms(errors),
    trivial: rms(x.map((value) => value - level)),
  };
}
