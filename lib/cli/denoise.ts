import { Command } from "commander";
import type { CovarianceConfig } from "../models/index.js";
import { InputError, spectraToStack } from "../signal/index.js";
import { HEADER_HELP, headerOptions, scanRead } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { printJson, SCAN_ARGUMENT } from "./terminal.js";

interface DenoiseOptions extends HeaderOptions {
  model: string;
  out: string;
  json?: boolean;
}

/** `mrs-synth denoise FILE` */
export function denoiseCommand(): Command {
  const command = new Command("denoise")
    .description("the averaged difference spectrum of an edited scan, by a covariance network")
    .argument("<file>", SCAN_ARGUMENT)
    .requiredOption("--model <folder>", "a network of `train --kind covariance`")
    .requiredOption("--out <file>", "NAME.nii.gz: the difference, in the network's range of ppm");
  return headerOptions(command)
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      "\nAny number of transients will do, from one OFF and one ON. What comes out is what the network expects of such data:" +
        "\nit looks cleaner than it is known, and leans towards the scans that the network learned from (figure 22)." +
        "\nThe network of `train` learned from the averages of those scans, and with them their noise." +
        HEADER_HELP +
        "\n\nExample:\n  mrs-synth denoise S01_act.SDAT --model network --out S01_diff.nii.gz" +
        "\n\nThe network comes from:\n  mrs-synth train --kind covariance --data cohort --out network",
    )
    .action(async (file: string, options: DenoiseOptions) => {
      const { model, out, json } = options;
      if (!/\.nii(\.gz)?$/i.test(out)) {
        throw new InputError({ key: "--out", value: out, expected: "a name that ends in .nii or .nii.gz" });
      }
      const { COVARIANCE, networkLoad, spectraEmbed } = await import("../models/index.js");
      const { writeNiftiMrs } = await import("../io/index.js");
      const {
        augmentationPrepare,
        covarianceEstimate,
        provenance,
        scanPrepare,
        spectraCausal,
        spectraDifference,
      } = await import("../study/index.js");
      const network = networkLoad<CovarianceConfig>(model, COVARIANCE);
      const scan = scanPrepare(await scanRead(file, options));
      if (scan.labels === undefined) {
        throw new InputError({ file, key: "editing", value: "none", expected: "an edited scan, OFF and ON" });
      }
      const [estimate] = covarianceEstimate(network, [augmentationPrepare(scan)]);
      const made = spectraToStack(spectraEmbed(spectraCausal(spectraDifference(estimate))));
      const { madeBy, training } = network.provenance;
      const Synthetic = {
        Description:
          "Not measured: a difference spectrum made by a network from the covariance of transients",
        ...provenance({ transients: scan.shape[0], model: { madeBy, trainingData: training.sha256 } }),
      };
      await writeNiftiMrs(made, out, { extra: { Synthetic } });
      if (json) printJson({ out, transients: scan.shape[0], points: made.shape[1] });
      else console.log(`${out}: the difference spectrum of ${scan.shape[0]} transients`);
    });
}
