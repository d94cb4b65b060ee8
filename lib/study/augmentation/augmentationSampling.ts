import {
  rowsConcat,
  rowsSelect,
  rowsToSpectra,
  spectraToRows,
  vaeDecode,
  vaeEncode,
} from "../../models/index.js";
import type { LatentSample, LatentSet } from "../../models/index.js";
import { samplers } from "../../samplers/index.js";
import type { SamplerName } from "../../samplers/index.js";
import { stackToSpectra } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { augmentationModel } from "./augmentationModel.js";

/** The library's, which `code` stands for. One that a notebook adds or changes is in no module: its text tells. */
const OWN: Readonly<Record<string, unknown>> = { ...samplers };

/** They go between two members. */
const PAIRS: readonly SamplerName[] = ["interpolation", "hybrid"];

/** The paper's way: encode the subset, sample in latent space, decode (`transientsGenerate`, for many subsets at once). */
export function augmentationSampling(name: SamplerName, title: string): AugmentationMethod {
  return {
    name,
    title,
    makes: "transients",
    code: import.meta.url,
    least: PAIRS.includes(name) ? 2 : 1,
    ...(samplers[name] !== OWN[name] && { settings: { sampler: String(samplers[name]) } }),
    async learn(training, options) {
      const model = await augmentationModel(training, options);
      return (subsets) => {
        const rows = subsets.map(({ stack }) => spectraToRows(stackToSpectra(stack), { like: model }));
        const latent = vaeEncode(model, rowsConcat(rows));
        let first = 0;
        const samples = subsets.map(({ count, random }, k) => {
          const { header, shape } = rows[k];
          const own = latentPart(latent, first, shape[0]);
          first += shape[0];
          return [...new Set(header.labels)].sort().map((label) => {
            const members = latentSelect(own, transientsOf(shape[0], header.labels, label));
            return samplers[name](members, count, random.fork(`condition ${label}`));
          });
        });
        const decoded = vaeDecode(model, sampleConcat(samples.flat()));
        let at = 0;
        return samples.map((parts, k) => {
          const size = parts.reduce((sum, { shape }) => sum + shape[0], 0);
          const chosen = Array.from({ length: size }, (_, i) => at + i);
          at += size;
          const made = rowsSelect(decoded, chosen);
          const { labels } = made.header;
          return rowsToSpectra({ ...made, ppm: rows[k].ppm, header: { ...rows[k].header, labels } });
        });
      };
    },
  };
}

function latentPart(set: LatentSet, first: number, count: number): LatentSet {
  return latentSelect(
    set,
    Array.from({ length: count }, (_, k) => first + k),
  );
}

function latentSelect(
  { mean, logVar, scale, labels, shape }: LatentSet,
  chosen: readonly number[],
): LatentSet {
  const width = shape[1];
  const rows = (values: Float32Array): Float32Array => {
    const kept = new Float32Array(chosen.length * width);
    chosen.forEach((i, k) => kept.set(values.subarray(i * width, (i + 1) * width), k * width));
    return kept;
  };
  return {
    mean: rows(mean),
    logVar: rows(logVar),
    scale: Float32Array.from(chosen, (i) => scale[i]),
    labels: labels && Uint8Array.from(chosen, (i) => labels[i]),
    shape: [chosen.length, width],
  };
}

function sampleConcat(samples: readonly LatentSample[]): LatentSample {
  const n = samples.reduce((sum, { shape }) => sum + shape[0], 0);
  const width = samples[0].shape[1];
  const z = new Float32Array(n * width);
  const scale = new Float32Array(n);
  const labels = new Uint8Array(n);
  let at = 0;
  for (const sample of samples) {
    z.set(sample.z, at * width);
    scale.set(sample.scale, at);
    labels.set(sample.labels!, at);
    at += sample.shape[0];
  }
  return { z, scale, labels, shape: [n, width] };
}
