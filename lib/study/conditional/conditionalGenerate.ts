import { cvaeDecode, cvaeEncode } from "../../models/index.js";
import type { Cvae, LatentSet } from "../../models/index.js";
import { samplerRandom } from "../../samplers/index.js";
import { EDIT_OFF, EDIT_ON, InputError } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import type { AugmentationSubset } from "../augmentation/augmentationMethod.js";
import { float32Concat } from "../spectra/float32Concat.js";
import { conditionalSubject } from "./conditionalSubject.js";
import type { ConditionalSubject } from "./conditionalSubject.js";

export interface ConditionalGenerateOptions {
  /** As in `conditionalSubject`, and as the model was trained. */
  shape?: SpectrumStack;
  /** What is asked for instead of a subset's own amounts, by label. @default nothing */
  asked?: Readonly<Record<string, number>>;
}

/**
 * Synthetic transients by a conditional VAE of subjects (`conditionalLearn`): `count` OFF, then as many ON, of each
 * subset: points in latent space as `samplerRandom` draws them, told the subset's own amounts or those asked for.
 *
 * @throws InputError for an amount that the model does not know.
 */
export function conditionalGenerate(
  model: Cvae,
  subsets: readonly AugmentationSubset[],
  { shape, asked = {} }: ConditionalGenerateOptions = {},
): SpectrumStack[] {
  const { labels: kinds, latent } = model.config;
  for (const name of Object.keys(asked)) {
    if (name !== "ON" && kinds.some((kind) => kind.name === name)) continue;
    const known = kinds.map((kind) => kind.name).filter((kind) => kind !== "ON");
    throw new InputError({ key: "amount", value: name, expected: `one of ${known.join(", ")}` });
  }
  const where = { ppm: Float64Array.from(model.config.ppm) };
  const told = { shape, conditionOnly: kinds.length === 1 };
  const known = subsets.map(({ stack }): ConditionalSubject => {
    const subject = conditionalSubject(stack, where, told);
    const labels = subject.labels.map((value, k) => asked[kinds[k % kinds.length].name] ?? value);
    return { ...subject, labels };
  });
  const width = 2 * where.ppm.length;
  const rows = float32Concat(known.map((subject) => subject.rows));
  const { mean, logVar } = cvaeEncode(model, {
    rows,
    labels: float32Concat(known.map(({ labels }) => labels)),
    shape: [rows.length / width, width],
  });
  let at = 0;
  const points: Float32Array[] = [];
  const wanted: Float32Array[] = [];
  subsets.forEach(({ count, random }, k) => {
    const { conditions, unit, labels } = known[k];
    for (const condition of [EDIT_OFF, EDIT_ON]) {
      const members = conditions.filter((one) => one === condition).length;
      const own: LatentSet = {
        mean: mean.subarray(at * latent, (at + members) * latent),
        logVar: logVar.subarray(at * latent, (at + members) * latent),
        scale: new Float32Array(members).fill(unit),
        shape: [members, latent],
      };
      at += members;
      points.push(samplerRandom(own, count, random.fork(`condition ${condition}`)).z);
      // All transients of a condition are told the same.
      const from = conditions.indexOf(condition) * kinds.length;
      const same = labels.subarray(from, from + kinds.length);
      for (let i = 0; i < count; i++) wanted.push(same);
    }
  });
  const made = cvaeDecode(model, float32Concat(points), float32Concat(wanted));
  let row = 0;
  return subsets.map(({ count }, k) => {
    const own = made.rows.subarray(row * width, (row + 2 * count) * width);
    row += 2 * count;
    return spectraOf(own, count, known[k]);
  });
}

function spectraOf(
  rows: Float32Array,
  count: number,
  { ppm, header, unit }: ConditionalSubject,
): SpectrumStack {
  const p = ppm.length;
  const re = new Float32Array(2 * count * p);
  const im = new Float32Array(2 * count * p);
  for (let i = 0; i < 2 * count; i++) {
    for (let k = 0; k < p; k++) {
      re[i * p + k] = rows[i * 2 * p + k] * unit;
      im[i * p + k] = rows[i * 2 * p + p + k] * unit;
    }
  }
  const labels = Uint8Array.from({ length: 2 * count }, (_, i) => (i < count ? EDIT_OFF : EDIT_ON));
  const history = [...header.history, "conditional VAE: synthetic transients"];
  return { ...header, re, im, shape: [2 * count, p], ppm, labels, history };
}
