import { rowsConcat, rowsToSpectra, spectraToRows, vaeDefaults, vaeReconstruct } from "../../models/index.js";
import type { Vae } from "../../models/index.js";
import { stackToSpectra } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import { scansShape } from "../spectra/scansShape.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { spectraConsistent } from "../spectra/spectraConsistent.js";
import type { SpectraConsistentOptions } from "../spectra/spectraConsistent.js";
import { augmentationMeansModel } from "./augmentationMeansModel.js";
import type {
  AugmentationLearnOptions,
  AugmentationMethod,
  AugmentationTraining,
} from "./augmentationMethod.js";
import { augmentationModel } from "./augmentationModel.js";

export interface AugmentationConsistentOptions {
  /**
   * What says how a subject's spectra look: the reconstruction of the subset's average by the paper's autoencoder
   * (`vae`) or by one that learned from averages (`vae of means`), or the training subjects' mean (`training mean`).
   */
  shape: "vae" | "vae of means" | "training mean";
  /**
   * How the shape is held to the data; false: it is taken as it is. Prepared transients hold no foot of the water line, so
   * that no baseline is fitted unless it is asked for: it would take up some of GABA (chosen on simulated subjects of
   * another seed). @default defaults of `spectraConsistent`, `{ baseline: -1 }`
   */
  consistent?: SpectraConsistentOptions | false;
}

/** A shape that was learned, and the subset's average saying how much there is of each part (`spectraConsistent`). */
export function augmentationConsistent(
  name: string,
  title: string,
  options: AugmentationConsistentOptions,
): AugmentationMethod {
  const { shape } = options;
  const consistent = options.consistent !== false && { baseline: -1, ...options.consistent };
  return {
    name,
    title,
    makes: "average",
    code: import.meta.url,
    settings: { shape, consistent },
    async learn(training, learning) {
      const shapesOf = await shapesLearn(shape, training, learning);
      return (subsets) => {
        const averages = subsets.map(({ stack }) => spectraAverage(stackToSpectra(stack)));
        const shapes = shapesOf(averages);
        return consistent === false
          ? shapes
          : averages.map((average, k) => spectraConsistent(average, shapes[k], consistent));
      };
    },
  };
}

type Shapes = (averages: readonly SpectrumStack[]) => SpectrumStack[];

async function shapesLearn(
  shape: AugmentationConsistentOptions["shape"],
  training: AugmentationTraining,
  options: AugmentationLearnOptions,
): Promise<Shapes> {
  if (shape === "training mean") {
    const { ppmRange } = { ...vaeDefaults, ...training.vae };
    const mean = scansShape(training.set.train, ppmRange === "all" ? ([0.2, 4.2] as const) : ppmRange);
    return (averages) => averages.map(() => mean);
  }
  const learn = shape === "vae" ? augmentationModel : augmentationMeansModel;
  const model = await learn(training, options);
  return (averages) => averagesShapes(model, averages);
}

/** What an autoencoder makes of averaged spectra, through the mean of their latent Gaussians. */
export function averagesShapes(model: Vae, averages: readonly SpectrumStack[]): SpectrumStack[] {
  const rows = averages.map((average) => spectraToRows(average, { like: model }));
  const copies = vaeReconstruct(model, rowsConcat(rows));
  let first = 0;
  return rows.map(({ header, ppm, shape: [n, width] }) => {
    const part = {
      rows: copies.rows.subarray(first * width, (first + n) * width),
      scale: copies.scale.subarray(first, first + n),
      shape: [n, width] as const,
      ppm,
      header,
    };
    first += n;
    return rowsToSpectra(part);
  });
}
