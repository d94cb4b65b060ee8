import type * as tf from "@tensorflow/tfjs";
import type { Objective } from "../engine/objective.js";
import { covarianceApply, covarianceWeights } from "./covarianceLayers.js";
import type { CovarianceConfig } from "./covarianceNet.js";

/** Mean absolute error over the points of the averaged difference spectrum (arXiv 2306.02984). */
export function covarianceObjective(config: CovarianceConfig): Objective {
  const { points, transients } = config;
  return {
    inputs: { x: [transients, points], y: [points], counts: [1] },
    scalars: [],
    weights: covarianceWeights(config),
    losses: ({ weights, inputs }) => {
      const made = covarianceApply(config, weights, inputs.x as tf.Tensor3D, inputs.counts as tf.Tensor2D);
      return { loss: made.sub(inputs.y).abs().mean(1) as tf.Tensor1D };
    },
  };
}
