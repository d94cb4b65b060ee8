import { pairwiseDistances, principalComponents } from "../../embed/index.js";
import { sampleFidelity } from "../../metrics/index.js";
import { rowsConcat, spectraToRows } from "../../models/index.js";
import type { SpectrumRows, Vae } from "../../models/index.js";
import { noiseAdapt, noiseLevel } from "../../noise/index.js";
import type { NoiseModel } from "../../noise/index.js";
import { samplers } from "../../samplers/index.js";
import type { SamplerName } from "../../samplers/index.js";
import { stackToSpectra } from "../../signal/index.js";
import type { FidStack, Progress, RandomSource } from "../../signal/index.js";
import { logisticRidge, maximumMeanDiscrepancy, rocAuc } from "../../stats/index.js";
import { scanSubset } from "../set/scanSubset.js";
import type { StudyScan } from "../set/studySet.js";
import { rowsGenerate } from "../spectra/rowsGenerate.js";

export interface FidelityStudyOptions {
  noise: NoiseModel;
  /** Measured transients of a condition that synthetic ones are made from. */
  subset: number;
  /** Synthetic and measured spectra of each scan and condition. */
  count: number;
  /** The neighbour whose distance is a point's reach. @default 3 */
  neighbour?: number;
  /** @default 200 */
  permutations?: number;
  random: RandomSource;
  progress?: Progress;
  signal?: AbortSignal;
}

/** How one kind of spectra compares with measured ones; for samples of one distribution see the row `measured`. */
export interface FidelityNumbers {
  /** A sampler; `measured` for other transients of the same scans. */
  method: SamplerName | "measured";
  noise: "left out" | "restored" | "measured";
  spectra: number;
  precision: number;
  recall: number;
  density: number;
  coverage: number;
  /** Squared maximum mean discrepancy and its p, exchanging spectra of the same scan and condition. */
  mmd: number;
  mmdP: number;
  /** AUC of a classifier that tells measured from synthetic on subjects it was not trained on: 0.5 is indistinguishable. */
  classifierAuc: number;
}

/** Components that the classifier sees, with their squares and what is beyond them. */
const COMPONENTS = 20;

/**
 * Fidelity and diversity of synthetic spectra, per sampler, with and without the noise that the decoder leaves out:
 * precision, recall, density and coverage, maximum mean discrepancy with permutation test, and a two-sample classifier.
 * All see the spectra as the model does (its rows), noise included. Measured are transients not in the subset.
 *
 * All spectra of a scan come from one subset and share its error; no noise mends that, so a strict test of many
 * spectra may tell them from measured ones for that alone.
 */
export async function fidelityStudy(
  model: Vae,
  scans: readonly StudyScan[],
  options: FidelityStudyOptions,
): Promise<FidelityNumbers[]> {
  const { noise, subset, count, neighbour = 3, permutations, random, progress, signal } = options;
  const parts = scans.map(({ id, stack }) =>
    scanSubset(stack, subset, count, random.fork(`fidelity of ${id}`)),
  );
  const toRows = (stack: FidStack): SpectrumRows => spectraToRows(stackToSpectra(stack), { like: model });
  const real = parts.map(({ others }) => toRows(others));
  const kinds: { method: FidelityNumbers["method"]; noise: FidelityNumbers["noise"] }[] = [
    ...(parts.every(({ again }) => again) ? [{ method: "measured", noise: "measured" } as const] : []),
    ...(Object.keys(samplers) as SamplerName[]).flatMap((method) => [
      { method, noise: "left out" as const },
      { method, noise: "restored" as const },
    ]),
  ];
  const numbers: FidelityNumbers[] = [];
  for (const [k, kind] of kinds.entries()) {
    signal?.throwIfAborted();
    const { method } = kind;
    const made = parts.map(({ source, again }, i) => {
      if (method === "measured") return toRows(again!);
      const stream = random.fork(`${scans[i].id} ${method}`);
      const restored =
        kind.noise === "restored"
          ? { model: noiseAdapt(noise, source), level: noiseLevel(source) }
          : undefined;
      return rowsGenerate(model, toRows(source), { method, count, random: stream, noise: restored });
    });
    numbers.push({ ...kind, ...(await compare(real, made, { neighbour, permutations, random })) });
    progress?.(k + 1, kinds.length, `${method}, noise ${kind.noise}`);
  }
  return numbers;
}

async function compare(
  real: readonly SpectrumRows[],
  made: readonly SpectrumRows[],
  { neighbour, permutations, random }: { neighbour: number; permutations?: number; random: RandomSource },
): Promise<Omit<FidelityNumbers, "method" | "noise">> {
  const all = rowsConcat([...real, ...made]);
  const n = real.reduce((sum, { shape }) => sum + shape[0], 0);
  const [total] = all.shape;
  const subjects = [...real, ...made].flatMap(({ shape }, k) =>
    Array<number>(shape[0]).fill(k % real.length),
  );
  const squared = await pairwiseDistances(all.rows, all.shape);
  const strata = subjects.map((subject, i) => 2 * subject + (all.header.labels?.[i] ?? 0));
  const { value, p } = maximumMeanDiscrepancy(squared, n, {
    strata,
    permutations,
    random: random.fork("mmd"),
  });
  return {
    spectra: total - n,
    ...sampleFidelity(squared, n, neighbour),
    mmd: value,
    mmdP: p,
    classifierAuc: classifierAuc(all, n, subjects),
  };
}

/** Mean AUC over subjects of a logistic regression trained on the others, on components, their squares and the rest. */
function classifierAuc(
  { rows, shape, header }: SpectrumRows,
  n: number,
  subjects: readonly number[],
): number {
  const [total, width] = shape;
  const centred = conditionsCentred(rows, width, header.labels);
  const { directions, shape: kept } = principalComponents(centred, shape, COMPONENTS);
  const raw = Array.from({ length: total }, (_, i) => {
    const row = centred.subarray(i * width, (i + 1) * width);
    let rest = row.reduce((sum, value) => sum + value * value, 0);
    const scores = Array.from({ length: kept[0] }, (_, k) => {
      let dot = 0;
      for (let j = 0; j < width; j++) dot += row[j] * directions[k * width + j];
      rest -= dot * dot;
      return dot;
    });
    return [...scores, ...scores.map((score) => score * score), Math.log(Math.max(rest, 1e-12))];
  });
  const features = standardised(raw);
  const ids = [...new Set(subjects)];
  // One subject cannot be told apart from others: halves of its spectra then stand in for subjects.
  const folds = ids.length > 1 ? subjects : Array.from(subjects, (_, i) => i % 2);
  const names = [...new Set(folds)];
  const aucs = names.map((fold) => {
    const training = features.map((_, i) => i).filter((i) => folds[i] !== fold);
    const { weights } = logisticRidge(
      Float64Array.from(training.flatMap((i) => features[i])),
      training.map((i) => (i < n ? 0 : 1)),
    );
    const held = features.map((_, i) => i).filter((i) => folds[i] === fold);
    const scores = (synthetic: boolean): number[] =>
      held
        .filter((i) => i >= n === synthetic)
        .map((i) => weights.reduce((sum, weight, k) => sum + weight * features[i][k], 0));
    return rocAuc(scores(true), scores(false));
  });
  return aucs.reduce((a, b) => a + b, 0) / aucs.length;
}

/** Less the mean of each condition. */
function conditionsCentred(rows: Float32Array, width: number, labels: Uint8Array | undefined): Float32Array {
  const centred = rows.slice();
  const n = rows.length / width;
  for (const condition of labels ? new Set(labels) : [undefined]) {
    const members = Array.from({ length: n }, (_, i) => i).filter((i) => labels?.[i] === condition);
    for (let k = 0; k < width; k++) {
      const mean = members.reduce((sum, i) => sum + rows[i * width + k], 0) / members.length;
      for (const i of members) centred[i * width + k] -= mean;
    }
  }
  return centred;
}

function standardised(rows: readonly number[][]): number[][] {
  const d = rows[0].length;
  const stats = Array.from({ length: d }, (_, k) => {
    const mean = rows.reduce((sum, row) => sum + row[k], 0) / rows.length;
    const sd = Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - mean) ** 2, 0) / rows.length);
    return { mean, sd: sd || 1 };
  });
  return rows.map((row) => row.map((value, k) => (value - stats[k].mean) / stats[k].sd));
}
