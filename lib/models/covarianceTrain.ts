import type { TrainingRows } from "../engine/train.js";
import { randomSource } from "../signal/index.js";
import { COVARIANCE, type CovarianceConfig, covarianceDefaults } from "./covarianceNet.js";
import type { CovarianceNet, CovarianceRows } from "./covarianceNet.js";
import { covarianceObjective } from "./covarianceObjective.js";
import { networkTrain, type NetworkTrainOptions } from "./networkTrain.js";

/** Samples whose covariances tell the statistics. */
const SAMPLES = 32;

/** Trains a covariance network. The same config, rows and engine give the same network bit by bit. */
export async function covarianceTrain(
  training: CovarianceRows,
  validation: CovarianceRows,
  config: Partial<CovarianceConfig> & Pick<CovarianceConfig, "points" | "transients">,
  options: NetworkTrainOptions = {},
): Promise<CovarianceNet> {
  const statistics = covarianceStatistics(training, config);
  const whole: CovarianceConfig = { ...covarianceDefaults, statistics, ...config };
  const { epochs, batchSize, patience, learningRate, seed } = whole;
  const rows = ({ x, y, counts }: CovarianceRows): TrainingRows => ({
    rows: counts.length,
    inputs: { x, y, counts },
  });
  return networkTrain(COVARIANCE, whole, covarianceObjective(whole), rows(training), rows(validation), {
    epochs,
    batchSize,
    patience,
    learningRate,
    random: randomSource(seed).fork("training"),
    ...options,
  });
}

/** Mean and SD of covariances, from a few samples and every eighth point of each. */
function covarianceStatistics(
  { x, counts }: CovarianceRows,
  { points, transients }: Pick<CovarianceConfig, "points" | "transients">,
): CovarianceConfig["statistics"] {
  let [sum, squares, number] = [0, 0, 0];
  const step = Math.max(1, Math.floor(counts.length / SAMPLES));
  for (let i = 0; i < counts.length; i += step) {
    for (let a = 0; a < points; a += 8) {
      for (let b = 0; b < points; b += 8) {
        let value = 0;
        for (let t = 0; t < counts[i]; t++) {
          const at = (i * transients + t) * points;
          value += x[at + a] * x[at + b];
        }
        value /= counts[i];
        sum += value;
        squares += value * value;
        number++;
      }
    }
  }
  const mean = sum / number;
  return { mean, sd: Math.sqrt(squares / number - mean * mean) };
}
