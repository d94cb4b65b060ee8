import { Command } from "commander";
import type { YAutoencoderConfig } from "../models/index.js";
import { HEADER_HELP, headerOptions, scanRead } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { leftOut, printJson, SCAN_ARGUMENT } from "./terminal.js";

interface QuantifyOptions extends HeaderOptions {
  model: string;
  json?: boolean;
}

/** `mrs-synth quantify SCAN…` */
export function quantifyCommand(): Command {
  const command = new Command("quantify")
    .description("relative amounts in MEGA-PRESS scans of solutions, by a Y-shaped autoencoder and by a fit")
    .argument("<file...>", SCAN_ARGUMENT)
    .requiredOption("--model <folder>", "a network of `train --kind y-autoencoder`");
  return headerOptions(command)
    .option("--json", "one JSON object on stdout, an array of them for several scans")
    .addHelpText(
      "after",
      "\nAmounts of GABA, Glu, Gln, NAA and Cr over the largest of them: neither concentrations nor ratios to tCr." +
        "\nThe fit beside them is a linear combination of the same five, GABA from the difference, the others from OFF." +
        "\nBoth know solutions of these five at TE 68 ms and 3 T and nothing else: the network learned from simulated" +
        "\nspectra without choline, myo-inositol, macromolecules or residual water. On a head they are no measurement" +
        "\n(use `mrs-synth fit`); how they do on simulated phantoms is in figures 21 and 21b." +
        "\nA scan that cannot be quantified is named and left out; the exit code is then 1." +
        HEADER_HELP +
        "\n\nExample:\n  mrs-synth quantify phantom.nii.gz --model network --json" +
        "\n\nThe network comes from:\n  mrs-synth train --kind y-autoencoder --data phantoms --out network",
    )
    .action(async (files: string[], options: QuantifyOptions) => {
      const { networkLoad, Y_AUTOENCODER } = await import("../models/index.js");
      const { yaeQuantify } = await import("../study/yAutoencoder/yaeQuantify.js");
      const network = networkLoad<YAutoencoderConfig>(options.model, Y_AUTOENCODER);
      const results: object[] = [];
      for (const file of files) {
        try {
          const amounts = yaeQuantify(network, await scanRead(file, options));
          results.push({ file, amounts });
          if (options.json) continue;
          console.log(`${file}: over the largest     network     fit`);
          for (const { metabolite, network: made, fit } of amounts) {
            console.log(
              `  ${metabolite.padEnd(8)}${made.toFixed(3).padStart(20)}${fit.toFixed(3).padStart(8)}`,
            );
          }
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          leftOut(file, error);
        }
      }
      if (!options.json) return;
      if (files.length > 1) printJson(results);
      else if (results.length > 0) printJson(results[0]);
    });
}
