// Our side of sisters.bench.mjs.
import { stepLoop } from "./stepLoop.mjs";
import { stepCompile } from "../lib/dist/engine/index.js";
import {
  covarianceDefaults,
  covarianceObjective,
  cvaeDefaults,
  cvaeObjective,
  yAutoencoderDefaults,
  yAutoencoderObjective,
  yAutoencoderScalars,
} from "../lib/dist/models/index.js";
import { randomSource } from "../lib/dist/signal/index.js";

const yConfig = {
  ...yAutoencoderDefaults,
  metabolites: ["GABA", "Glu", "Gln", "NAA", "Cr"],
  channels: 4,
  points: 458,
  learningRate: 1e-4,
};
const covariance = (design) => ({
  batchSize: 16,
  objective: covarianceObjective({
    ...covarianceDefaults,
    design,
    points: 524,
    transients: 40,
    statistics: { mean: 0, sd: 1 },
  }),
  scalars: {},
});
const models = {
  conditional: () => ({
    batchSize: 64,
    objective: cvaeObjective({
      ...cvaeDefaults,
      latent: 6,
      labels: ["PCr", "NAA"].map((name) => ({ name, range: [0, 1] })),
      ppm: Array.from({ length: 524 }, (_, k) => k),
      scale: 1,
    }),
    scalars: { beta: 0.002 },
  }),
  yAutoencoder: () => ({
    batchSize: 32,
    objective: yAutoencoderObjective(yConfig),
    scalars: yAutoencoderScalars(yConfig, 1),
  }),
  covariance: () => covariance("convolution"),
  recurrent: () => covariance("recurrent"),
};
const { batchSize, objective, scalars } = models[process.argv[2]]();
const step = stepCompile(objective, { batchSize });
const random = randomSource(1);
const inputs = Object.fromEntries(
  Object.entries(objective.inputs).map(([name, shape]) => {
    const size = shape.reduce((product, length) => product * length, batchSize);
    const values = Float32Array.from({ length: size }, () =>
      name === "counts" ? 40 : 0.1 * random.normal(),
    );
    return [name, values];
  }),
);
let done = 0;

await stepLoop(() => step.update({ inputs, scalars, noise: [1, done++] }, 1e-4));
step.dispose();
