import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import type { VaeConfig } from "../models/index.js";
import { InputError, randomSource } from "../signal/index.js";
import type { SisterKind } from "./sisterTrain.js";
import { interruptSignal, printJson, wholeNumber, withProgress } from "./terminal.js";

interface TrainOptions {
  data: string;
  out: string;
  quick?: boolean;
  config?: string;
  kind: "vae" | SisterKind;
  seed: number;
  json?: boolean;
}

/** `mrs-synth train` */
export function trainCommand(): Command {
  return new Command("train")
    .description("train a variational autoencoder on a folder of scans, split by subject")
    .requiredOption("--data <folder>", "NIfTI-MRS or SDAT/SPAR scans, one folder or file name a subject")
    .requiredOption("--out <folder>", "where the model goes")
    .addOption(
      new Option(
        "--kind <kind>",
        "vae; of edited scans also conditional, a VAE that is told amounts (for generate --amounts), covariance, a network for denoise, and y-autoencoder, one for quantify that learns from simulated solutions with the scans' noise",
      )
        .choices(["vae", "conditional", "covariance", "y-autoencoder"])
        .default("vae"),
    )
    .option("--quick", "a smaller model and fewer epochs")
    .option("--config <file>", "JSON with what differs of layers, latent, beta, ppmRange, epochs, …")
    .option("--seed <number>", "seed of the split, the weights and the training", wholeNumber("--seed"), 1)
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  mrs-synth train --data cohort --quick --seed 1 --out model\n  mrs-synth train --kind covariance --data cohort --out network",
    )
    .action(async (options: TrainOptions) => {
      const {
        augmentationPrepare,
        reconstructionStudy,
        scansOfFolder,
        scansShape,
        scansSplit,
        shapeSave,
        studyModel,
        studySettings,
      } = await import("../study/index.js");
      const { vaeSave } = await import("../models/index.js");
      const { scans, rejected } = await scansOfFolder(options.data);
      for (const { file, error } of rejected) process.stderr.write(`left out: ${firstLine(file, error)}\n`);
      const set = scansSplit(scans, randomSource(options.seed).fork("split"), options.data);
      if (options.kind !== "vae") {
        const { sisterTrain } = await import("./sisterTrain.js");
        await sisterTrain(set, { ...options, kind: options.kind });
        leftOut(options.data, rejected.length);
        return;
      }
      // Transients by the hundred, or averaged spectra by the dozen: what was found for each is in data/study.json.
      const edited = set.train.some(({ stack }) => stack.labels !== undefined);
      const { vae: found } = studySettings(edited ? "simulated" : "press", options.quick ? "quick" : "full");
      const vae = options.config === undefined ? found : { ...found, ...(await configRead(options.config)) };
      const signal = interruptSignal();
      const model = await withProgress("train", (progress) =>
        studyModel(set, { ...vae, seed: options.seed }, { progress, signal }),
      );
      const ids = (part: { id: string }[]): string[] => part.map(({ id }) => id);
      const split = { train: ids(set.train), validation: ids(set.validation), test: ids(set.test) };
      vaeSave(model, options.out);
      if (edited) {
        const [low, high] = [model.ppm[0], model.ppm[model.ppm.length - 1]];
        const prepared = set.train.map((scan) => ({ ...scan, stack: augmentationPrepare(scan.stack) }));
        await shapeSave(scansShape(prepared, [low, high]), options.out, { train: split.train });
      }
      const { numbers } = reconstructionStudy(model, set.test);
      if (options.json)
        printJson({ model: options.out, split, test: numbers, rejected: rejected.map(({ file }) => file) });
      else {
        console.log(
          `${options.out}: ${model.provenance.training.rows} transients of ${split.train.length} subjects`,
        );
        console.log(`best epoch ${model.provenance.bestEpoch} of ${model.history.length}`);
        console.log(`never seen (test): ${split.test.join(", ")}`);
        for (const { subject, condition, correlation, residualToNoise } of numbers) {
          console.log(
            `  ${subject} ${condition}: r ${correlation.toFixed(3)}, residual/noise ${residualToNoise.toFixed(2)}`,
          );
        }
      }
      if (model.provenance.stopped === "signal") {
        process.stderr.write(
          "mrs-synth: interrupted; this is the best epoch so far, the same command goes on\n",
        );
        process.exitCode = 130;
        return;
      }
      leftOut(options.data, rejected.length);
    });
}

async function configRead(file: string): Promise<Partial<VaeConfig>> {
  const { vaeConfigCheck } = await import("../models/index.js");
  let config: Partial<VaeConfig>;
  try {
    config = JSON.parse(readFileSync(file, "utf8")) as Partial<VaeConfig>;
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new InputError({ file, key: "config", value, expected: "a JSON object that can be read" });
  }
  vaeConfigCheck(config, file);
  return config;
}

/** @throws InputError when scans were left out. */
function leftOut(file: string, count: number): void {
  if (count === 0) return;
  throw new InputError({
    file,
    key: "scans",
    value: `${count} left out`,
    expected: "only sound scans (see above); the model was trained on the others",
  });
}

function firstLine(file: string, error: Error): string {
  const line = error.message.split("\n")[0];
  return line.includes(file) ? line : `${file}: ${line}`;
}
