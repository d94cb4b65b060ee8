import * as tf from "@tensorflow/tfjs";
import type { WeightArrays } from "../engine/objective.js";
import type { RandomSource } from "../signal/randomSource.js";
import { randomSource } from "../signal/randomSource.js";
import type { CovarianceConfig } from "./covarianceNet.js";
import { denseApply, denseWeights } from "./denseLayer.js";
import { recurrentApply, recurrentWeights } from "./recurrentStack.js";
import type { WeightTensors } from "./vaeNetwork.js";

interface Convolution {
  kernel: number;
  stride: number;
  channels: number;
}

/** arXiv 2306.02984 and its code: kernels 9, 7, 5, 3 with strides 4, 3, 2, 1 on one channel. */
const SMALL: readonly Convolution[] = [9, 7, 5, 3].map((kernel, k) => ({
  kernel,
  stride: 4 - k,
  channels: 1,
}));

/**
 * The larger one: 8, 16, 32 channels with kernel 7 and stride 3, then 64, 128, 256 with 5 and 2, then more with 3 and 1,
 * while there is room; what is left over is closed by one convolution of its own size. On 2048 points this is the
 * original's nine layers but for its last two.
 */
const LARGE: readonly Convolution[] = [
  ...[8, 16, 32].map((channels) => ({ kernel: 7, stride: 3, channels })),
  ...[64, 128, 256].map((channels) => ({ kernel: 5, stride: 2, channels })),
  ...[512, 1024].map((channels) => ({ kernel: 3, stride: 1, channels })),
];

const RECURRENT_LAYERS = 4;
/**
 * Points of the transform that go into the recurrent layers together. The original takes them one by one, two units wide;
 * on 524 points that is a chain of 527 steps, most of the time of training. Eight at once, and layers as wide as what
 * goes in, leave a chain of 69 and the same values at its end.
 */
const RECURRENT_POINTS = 8;
const RECURRENT_UNITS = 2 * RECURRENT_POINTS;

interface Layers {
  convolutions: (Convolution & { inputs: number; size: number })[];
  /** Values that come out of the convolutions. */
  flat: number;
}

function layersOf({ design, points }: CovarianceConfig): Layers {
  const convolutions: Layers["convolutions"] = [];
  let [size, inputs] = [points, 1];
  for (const { kernel, stride, channels } of design === "convolution" ? SMALL : LARGE) {
    if (size < kernel) break;
    size = Math.floor((size - kernel) / stride) + 1;
    convolutions.push({ kernel, stride, channels, inputs, size });
    inputs = channels;
  }
  if (design === "recurrent" && size > 1) {
    convolutions.push({ kernel: size, stride: 1, channels: points, inputs, size: 1 });
    [size, inputs] = [1, points];
  }
  return { convolutions, flat: size * size * inputs };
}

/** Steps of the recurrent layers; the last one is filled up with zeros. */
function recurrentSteps(flat: number): number {
  return Math.ceil(flat / RECURRENT_POINTS);
}

/** The initial weights. */
export function covarianceWeights(config: CovarianceConfig): WeightArrays {
  const random = randomSource(config.seed).fork("weights");
  const { convolutions, flat } = layersOf(config);
  const { points } = config;
  const head =
    config.design === "convolution"
      ? [1, 2, 3, 4].map((k) => denseWeights(`dense${k}`, k === 1 ? flat : points, points, random))
      : [
          recurrentWeights("recurrent", RECURRENT_LAYERS, RECURRENT_UNITS, RECURRENT_UNITS, random),
          denseWeights("dense1", recurrentSteps(flat) * RECURRENT_UNITS, points, random),
        ];
  return Object.assign(
    {},
    ...convolutions.map((convolution, k) => convolutionWeights(`convolution${k + 1}`, convolution, random)),
    ...head,
  ) as WeightArrays;
}

/** Glorot and Bengio's uniform distribution, as of dense layers. */
function convolutionWeights(
  name: string,
  { kernel, inputs, channels }: Convolution & { inputs: number },
  random: RandomSource,
): WeightArrays {
  const { uniform } = random.fork(name);
  const shape = [kernel, kernel, inputs, channels];
  const limit = Math.sqrt(6 / (kernel * kernel * (inputs + channels)));
  const values = Float32Array.from(
    { length: kernel * kernel * inputs * channels },
    () => limit * (2 * uniform() - 1),
  );
  return {
    [`${name}/kernel`]: { shape, values },
    [`${name}/bias`]: { shape: [channels], values: new Float32Array(channels) },
  };
}

/**
 * Difference transients to the averaged difference spectrum.
 *
 * @param x - batch x transients x points, zeros where there are fewer.
 * @param counts - batch x 1: how many there are.
 * @returns batch x points.
 */
export function covarianceApply(
  config: CovarianceConfig,
  weights: WeightTensors,
  x: tf.Tensor3D,
  counts: tf.Tensor2D,
): tf.Tensor2D {
  const { convolutions, flat } = layersOf(config);
  const { mean, sd } = config.statistics;
  const [batch] = x.shape;
  const covariance = tf
    .matMul(x, x, true, false)
    .div(counts.reshape([batch, 1, 1]))
    .sub(mean)
    .div(sd);
  let image = covariance.reshape([batch, config.points, config.points, 1]) as tf.Tensor4D;
  convolutions.forEach(({ stride }, k) => {
    const name = `convolution${k + 1}`;
    image = tf
      .conv2d(image, weights[`${name}/kernel`] as tf.Tensor4D, stride, "valid")
      .add(weights[`${name}/bias`]);
    // What the recurrent layers are given is a spectrum: it may have both signs.
    const last = config.design === "recurrent" && k === convolutions.length - 1;
    if (!last) image = leakyRelu(image);
  });
  let hidden = image.reshape([batch, flat]) as tf.Tensor2D;
  if (config.design === "convolution") {
    for (const k of [1, 2, 3]) hidden = denseApply(weights, `dense${k}`, hidden, "relu");
    return denseApply(weights, "dense4", hidden);
  }
  const { cos, sin } = fourierMatrices(flat);
  const count = recurrentSteps(flat);
  const transformed = tf.stack([hidden.matMul(cos), hidden.matMul(sin)], 2).reshape([batch, 2 * flat]);
  const filled = tf.concat([transformed, tf.zeros([batch, count * RECURRENT_UNITS - 2 * flat])], 1);
  const steps = filled.reshape([batch, count, RECURRENT_UNITS]) as tf.Tensor3D;
  const passed = recurrentApply(weights, "recurrent", RECURRENT_LAYERS, RECURRENT_UNITS, steps);
  return denseApply(
    weights,
    "dense1",
    passed.relu().reshape([batch, count * RECURRENT_UNITS]) as tf.Tensor2D,
  );
}

/**
 * What the convolutions pass: a tenth of what is below 0. With the source's plain ReLU half of all first weights of a
 * layer of one channel give nothing but zeros, which no training wakes, and the network says the median of its targets.
 */
function leakyRelu(x: tf.Tensor4D): tf.Tensor4D {
  return x.relu().sub(x.neg().relu().mul(0.1));
}

/** The discrete Fourier transform as two matrices: tfjs has no gradient of its own transform. */
function fourierMatrices(size: number): { cos: tf.Tensor2D; sin: tf.Tensor2D } {
  const of = (wave: (angle: number) => number): tf.Tensor2D =>
    tf.tensor2d(
      Float32Array.from(
        { length: size * size },
        (_, k) =>
          wave((-2 * Math.PI * ((Math.floor(k / size) * (k % size)) % size)) / size) / Math.sqrt(size),
      ),
      [size, size],
    );
  return { cos: of(Math.cos), sin: of(Math.sin) };
}
