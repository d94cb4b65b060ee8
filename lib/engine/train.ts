import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { InputError } from "../signal/inputError.js";
import type { Progress } from "../signal/progress.js";
import type { RandomSource } from "../signal/randomSource.js";
import type { BestEpoch, EpochRecord } from "./checkpoint.js";
import { checkpointLoad } from "./checkpointLoad.js";
import { checkpointSave } from "./checkpointSave.js";
import { cosineSchedule } from "./cosineSchedule.js";
import { mapValues } from "./mapValues.js";
import type { Losses, NamedArrays, Objective } from "./objective.js";
import { stepCompile } from "./stepCompile.js";
import type { Batch } from "./trainingStep.js";

/** Rows to learn from: each input row-major, all with the same number of rows. */
export interface TrainingRows {
  rows: number;
  inputs: NamedArrays;
}

export interface TrainOptions {
  /** Epochs at most. */
  epochs: number;
  /** Rows of a batch; all rows when there are fewer. */
  batchSize: number;
  /** Epochs without a lower validation loss after which training stops. */
  patience: number;
  /** Adam's learning rate at the start. */
  learningRate: number;
  /** The learning rate at the end; it falls along a cosine. @default a hundredth of `learningRate` */
  finalLearningRate?: number;
  /** Shuffling and noise come from forks of it. */
  random: RandomSource;
  /**
   * The objective's scalars at a point of training, in epochs (a fraction within one).
   * @default none
   */
  scalars?: (epoch: number) => Record<string, number>;
  /** Other rows for each epoch, made from the training rows; must keep their number. @default as they are */
  augment?: (rows: TrainingRows, random: RandomSource) => TrainingRows;
  /** Told after steps: steps done, steps of all epochs, the last validation loss. */
  progress?: Progress;
  /** Stops after the step under way and keeps the best epoch so far. */
  signal?: AbortSignal;
  /**
   * Where to keep what is needed to go on after an interruption: written every `everySeconds` and when
   * `signal` stops the training, read at the start when it is there, removed when training is over.
   */
  checkpoint?: { path: string; everySeconds?: number };
}

export interface TrainResult {
  /** The weights after the epoch with the lowest validation loss. */
  weights: NamedArrays;
  /** That epoch, from 1; 0 (and the weights as they are) when none was finished. */
  bestEpoch: number;
  history: EpochRecord[];
  /** What ended the training. */
  stopped: "epochs" | "patience" | "signal";
}

/** How long to work before others get a turn, in ms. */
const TURN = 100;

/**
 * Trains an objective with Adam: batches in a new random order each epoch, the learning rate falling
 * along a cosine, validation after each epoch, early stopping, the best epoch kept.
 *
 * The rows of an epoch that do not fill its last batch are filled up with the epoch's first rows, so
 * every row counts in every epoch and every update averages over equally many. Validation counts each row once. Its
 * noise is the same after every epoch, and its scalars are those of the end of training, so that the
 * losses of all epochs can be compared while a warm-up is under way.
 *
 * The same random source and rows give the same result, interrupted and resumed or not (bit by bit on
 * one machine with the same engine and number of threads).
 *
 * @throws InputError when the checkpoint is damaged or belongs to another training.
 * @throws Error when a loss is no longer a finite number.
 */
export async function train(
  objective: Objective,
  training: TrainingRows,
  validation: TrainingRows,
  options: TrainOptions,
): Promise<TrainResult> {
  const { epochs, patience, learningRate, finalLearningRate = learningRate / 100, random } = options;
  const { scalars = () => ({}), augment, progress, signal = progress?.signal, checkpoint } = options;
  checkRows("training", objective, training);
  checkRows("validation", objective, validation);
  const batchSize = Math.min(options.batchSize, training.rows);
  const stepsPerEpoch = Math.ceil(training.rows / batchSize);
  const steps = epochs * stepsPerEpoch;
  const fingerprint = fingerprintOf(objective, training, validation, options);
  const noiseSeed = random.fork("noise").integer(2 ** 31);
  const validationSeed = random.fork("validation").integer(2 ** 31);

  const step = stepCompile(objective, { batchSize });
  try {
    let sums: Record<string, number> = {};
    let history: EpochRecord[] = [];
    let best: BestEpoch = { epoch: 0, weights: {} };
    let done = 0;
    const saved = checkpoint && checkpointLoad(checkpoint.path);
    if (saved) {
      if (saved.fingerprint !== fingerprint) {
        throw new InputError({
          file: checkpoint.path,
          key: "fingerprint",
          value: saved.fingerprint.slice(0, 12),
          expected: `${fingerprint.slice(0, 12)}: it belongs to another training; remove it or name another file`,
        });
      }
      ({ sums, history, best } = saved);
      step.restore(saved.state);
      done = saved.state.updates;
    }
    const save = async (): Promise<void> => {
      if (checkpoint === undefined) return;
      await checkpointSave(checkpoint.path, { fingerprint, state: step.state(), sums, history, best });
    };
    const finish = async (stopped: TrainResult["stopped"]): Promise<TrainResult> => {
      if (stopped === "signal") await save();
      else if (checkpoint) rmSync(checkpoint.path, { force: true });
      const weights = best.epoch > 0 ? best.weights : step.weights();
      return { weights, bestEpoch: best.epoch, history, stopped };
    };
    const batches = batchesOf(objective, batchSize);
    const validate = (): Losses => {
      const totals: Record<string, number> = {};
      for (let first = 0; first < validation.rows; first += batchSize) {
        const count = Math.min(batchSize, validation.rows - first);
        const order = Uint32Array.from({ length: batchSize }, (_, k) => first + (k % count));
        const rowWeights = new Float32Array(batchSize).fill(1 / count, 0, count);
        const noise = [validationSeed, first] as const;
        const inputs = batches(validation, order);
        const losses = step.evaluate({ inputs, scalars: scalars(epochs), noise, rowWeights });
        addTo(totals, losses, count / validation.rows);
      }
      return totals as Losses;
    };

    let turn = performance.now();
    let lastSave = performance.now();
    while (done < steps) {
      const epoch = Math.floor(done / stepsPerEpoch) + 1;
      if (history.length > 0 && epoch - 1 - best.epoch >= patience && done % stepsPerEpoch === 0) {
        progress?.(done, done, `epoch ${best.epoch} was the best`);
        return await finish("patience");
      }
      const order = random.fork(`order/${epoch}`).permutation(training.rows);
      const rows = augment ? augment(training, random.fork(`augment/${epoch}`)) : training;
      if (augment) checkRows("augmented", objective, rows, training.rows);
      for (let k = done % stepsPerEpoch; k < stepsPerEpoch; k++) {
        if (signal?.aborted) return await finish("signal");
        const chosen = Uint32Array.from({ length: batchSize }, (_, row) => {
          return order[(k * batchSize + row) % training.rows];
        });
        const batch: Batch = {
          inputs: batches(rows, chosen),
          scalars: scalars((done + 1) / stepsPerEpoch),
          noise: [noiseSeed, done],
        };
        const rate = cosineSchedule(learningRate, finalLearningRate, done / steps);
        const losses = step.update(batch, rate);
        if (!Number.isFinite(losses.loss)) {
          throw new Error(`the loss became ${losses.loss} in epoch ${epoch}: a lower learning rate may help`);
        }
        addTo(sums, losses, 1 / stepsPerEpoch);
        done++;
        if (k === stepsPerEpoch - 1) {
          const record = { epoch, training: sums as Losses, validation: validate(), learningRate: rate };
          history = [...history, { ...record, scalars: { ...batch.scalars } }];
          sums = {};
          const lowest = best.epoch > 0 ? history[best.epoch - 1].validation.loss : Infinity;
          if (record.validation.loss < lowest) best = { epoch, weights: step.weights() };
        }
        if (performance.now() - turn > TURN || done === steps) {
          const last = history.at(-1);
          progress?.(done, steps, last && `epoch ${last.epoch}: loss ${last.validation.loss.toPrecision(4)}`);
          await setImmediate();
          turn = performance.now();
        }
        if (checkpoint && turn - lastSave > 1000 * (checkpoint.everySeconds ?? 30)) {
          await save();
          lastSave = performance.now();
        }
      }
    }
    return await finish("epochs");
  } finally {
    step.dispose();
  }
}

function addTo(totals: Record<string, number>, losses: Losses, weight: number): void {
  for (const [name, value] of Object.entries(losses)) totals[name] = (totals[name] ?? 0) + weight * value;
}

/** Copies chosen rows into batches; one buffer an input serves all batches. */
function batchesOf(
  { inputs }: Objective,
  batchSize: number,
): (rows: TrainingRows, order: Uint32Array) => NamedArrays {
  const sizes = mapValues(inputs, rowSize);
  const buffers = mapValues(sizes, (size) => new Float32Array(batchSize * size));
  return (rows, order) => {
    for (const [name, size] of Object.entries(sizes)) {
      const from = rows.inputs[name];
      order.forEach((row, k) => buffers[name].set(from.subarray(row * size, (row + 1) * size), k * size));
    }
    return buffers;
  };
}

function rowSize(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

function checkRows(which: string, { inputs }: Objective, data: TrainingRows, expected?: number): void {
  if (!(data.rows > 0) || (expected !== undefined && data.rows !== expected)) {
    throw new RangeError(`${which} rows must be ${expected ?? "at least 1"}, got ${data.rows}`);
  }
  for (const [name, shape] of Object.entries(inputs)) {
    const size = data.rows * rowSize(shape);
    if (data.inputs[name]?.length !== size) {
      throw new RangeError(
        `${which} ${name} must have ${size} values, got ${data.inputs[name]?.length ?? "none"}`,
      );
    }
  }
}

/** A hash of all that decides the result. Functions cannot be hashed: `scalars` counts by some values it gives. */
function fingerprintOf(
  objective: Objective,
  training: TrainingRows,
  validation: TrainingRows,
  options: TrainOptions,
): string {
  const { epochs, batchSize, patience, learningRate, finalLearningRate, random, scalars, augment } = options;
  const said = { epochs, batchSize, patience, learningRate, finalLearningRate };
  const seed = random.fork("fingerprint").integer(2 ** 31);
  const course = scalars && Array.from({ length: 33 }, (_, k) => scalars((k / 32) * epochs));
  const hash = createHash("sha256").update(JSON.stringify({ ...said, seed, course, augmented: !!augment }));
  for (const { inputs } of [training, validation]) {
    for (const name of Object.keys(objective.inputs)) hash.update(inputs[name]);
  }
  for (const [name, { shape, values }] of Object.entries(objective.weights)) {
    hash.update(`${name} ${shape}`).update(values);
  }
  return hash.digest("hex");
}
