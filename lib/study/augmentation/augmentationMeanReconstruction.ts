import { rowsConcat, rowsSelect, rowsToSpectra, spectraToRows, vaeReconstruct } from "../../models/index.js";
import { stackToSpectra } from "../../signal/index.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { augmentationModel } from "./augmentationModel.js";

/** Each transient of the subset through the autoencoder at its latent mean, and the average: no sampling. */
export const augmentationMeanReconstruction: AugmentationMethod = {
  name: "mean reconstruction",
  title: "Mean of reconstructions",
  makes: "average",
  code: import.meta.url,
  async learn(training, options) {
    const model = await augmentationModel(training, options);
    return (subsets) => {
      const rows = subsets.map(({ stack }) => spectraToRows(stackToSpectra(stack), { like: model }));
      const copies = vaeReconstruct(model, rowsConcat(rows));
      let first = 0;
      return rows.map(({ header, ppm, shape }) => {
        const chosen = Array.from({ length: shape[0] }, (_, k) => first + k);
        first += shape[0];
        return spectraAverage(rowsToSpectra({ ...rowsSelect(copies, chosen), header, ppm }));
      });
    };
  },
};
