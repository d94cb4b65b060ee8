import { readFileSync } from "node:fs";
import { networkSave } from "../models/index.js";
import { InputError, randomSource } from "../signal/index.js";
import {
  augmentationPrepare,
  conditionalLearn,
  conditionalSettings,
  covarianceLearn,
  covarianceSettings,
  yaeLearn,
  yaeSettings,
} from "../study/index.js";
import type { StudyScan, StudySet } from "../study/index.js";
import { interruptSignal, printJson, withProgress } from "./terminal.js";

/** What `train` trains besides the VAE. */
export type SisterKind = "conditional" | "covariance" | "y-autoencoder";

interface SisterTrainOptions {
  kind: SisterKind;
  data: string;
  out: string;
  quick?: boolean;
  config?: string;
  seed: number;
  json?: boolean;
}

/**
 * Trains a conditional VAE or a covariance network on edited scans, or a Y-shaped autoencoder on simulated spectra with
 * the noise of edited scans, and saves it; says who is kept for testing.
 *
 * @throws InputError when the scans are not edited.
 */
export async function sisterTrain(set: StudySet, options: SisterTrainOptions): Promise<void> {
  const { kind, data, out, quick, seed, json } = options;
  if (set.train[0].stack.labels === undefined) {
    throw new InputError({
      file: data,
      key: "scans",
      value: "not edited",
      expected: `edited scans for --kind ${kind}`,
    });
  }
  const own = options.config === undefined ? {} : configRead(options.config);
  const size = quick ? "quick" : "full";
  const signal = interruptSignal();
  const prepared = (scans: readonly StudyScan[]): StudyScan[] =>
    scans.map((scan) => ({ ...scan, stack: augmentationPrepare(scan.stack) }));
  const network = await withProgress("train", async (progress) => {
    if (kind === "y-autoencoder") {
      const settings = yaeSettings(size);
      const stacks = set.train.map(({ stack }) => stack);
      const network = { ...settings.network, ...own };
      return yaeLearn(stacks, { ...settings, seed, network }, { progress, signal });
    }
    const learned = { ...set, train: prepared(set.train), validation: prepared(set.validation), test: [] };
    const common = { random: randomSource(seed).fork("training"), progress, signal };
    if (kind === "covariance") {
      const settings = covarianceSettings(size);
      const config = { ...settings.network, seed, ...own };
      return covarianceLearn(learned, common, "convolution", { ...settings, network: config });
    }
    const settings = conditionalSettings(size).subjects;
    const config = { ...settings.network, seed, ...own };
    return conditionalLearn(learned, { ...common, settings: { ...settings, network: config } });
  });
  networkSave<unknown>(network, out);
  const ids = (part: readonly StudyScan[]): string[] => part.map(({ id }) => id);
  const split = { train: ids(set.train), validation: ids(set.validation), test: ids(set.test) };
  const { provenance, history } = network;
  if (json) printJson({ model: out, kind, split, history: history.map(({ validation }) => validation.loss) });
  else {
    console.log(`${out}: ${network.kind}, ${provenance.training.rows} rows of ${split.train.length} scans`);
    console.log(`best epoch ${provenance.bestEpoch} of ${history.length}`);
    console.log(`never seen (test): ${split.test.join(", ")}`);
  }
  if (provenance.stopped !== "signal") return;
  process.stderr.write("mrs-synth: interrupted; this is the best epoch so far, the same command goes on\n");
  process.exitCode = 130;
}

/** What differs of epochs, learningRate, … */
function configRead(file: string): Record<string, unknown> {
  try {
    const config: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof config === "object" && config !== null && !Array.isArray(config)) {
      return config as Record<string, unknown>;
    }
    throw new Error("it is no object");
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new InputError({ file, key: "config", value, expected: "a JSON object that can be read" });
  }
}
