import { rowsConcat, rowsToSpectra, spectraToRows, vaeDecode, vaeEncode } from "../../models/index.js";
import { EDIT_OFF, EDIT_ON, stackToSpectra } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { augmentationModel } from "./augmentationModel.js";

/** The decoder at the mean of the subset's latent means, with the mean of its scales: one spectrum a condition. */
export const augmentationMeanLatent: AugmentationMethod = {
  name: "mean latent",
  title: "Decoder at the mean latent",
  makes: "average",
  code: import.meta.url,
  async learn(training, options) {
    const model = await augmentationModel(training, options);
    return (subsets) => {
      const rows = subsets.map(({ stack }) => spectraToRows(stackToSpectra(stack), { like: model }));
      const { mean, scale: scales } = vaeEncode(model, rowsConcat(rows));
      const { latent } = model.config;
      const conditions = [EDIT_OFF, EDIT_ON];
      const n = conditions.length * subsets.length;
      const z = new Float32Array(n * latent);
      const scale = new Float32Array(n);
      let first = 0;
      rows.forEach(({ header, shape }, k) => {
        conditions.forEach((label, c) => {
          const members = transientsOf(shape[0], header.labels, label);
          const at = conditions.length * k + c;
          for (const i of members) {
            scale[at] += scales[first + i] / members.length;
            for (let d = 0; d < latent; d++) {
              z[at * latent + d] += mean[(first + i) * latent + d] / members.length;
            }
          }
        });
        first += shape[0];
      });
      const decoded = vaeDecode(model, { z, scale, shape: [n, latent] });
      const width = decoded.shape[1];
      return rows.map(({ header, ppm }, k) =>
        rowsToSpectra({
          rows: decoded.rows.subarray(2 * k * width, 2 * (k + 1) * width),
          scale: scale.subarray(2 * k, 2 * (k + 1)),
          shape: [2, width],
          ppm,
          header: { ...header, labels: Uint8Array.from(conditions) },
        }),
      );
    };
  },
};
