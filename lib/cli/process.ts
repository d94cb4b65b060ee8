import { Command, Option } from "commander";
import type { SubSpectraTarget } from "../process/index.js";
import { HEADER_HELP, headerOptions } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { SCAN_ARGUMENT } from "./terminal.js";

export interface ProcessOptions extends HeaderOptions {
  out: string;
  reference?: string;
  subSpectra?: SubSpectraTarget;
  json?: boolean;
}

/** `mrs-synth process FILE…` */
export function processCommand(): Command {
  const command = new Command("process")
    .description("align, average, edit, reference scans and remove their water; write NIfTI-MRS")
    .argument("<file...>", SCAN_ARGUMENT)
    .requiredOption("--out <folder>", "where NAME_off, NAME_on, NAME_diff, NAME_sum or NAME_average go")
    .option("--reference <file>", "unsuppressed water of the one scan given: eddy currents, coil weights")
    .addOption(
      new Option("--sub-spectra <target>", "what ON is aligned to OFF by").choices([
        "choline",
        "singlets",
        "water",
      ]),
    );
  return headerOptions(command)
    .option("--json", "one JSON array on stdout")
    .addHelpText(
      "after",
      "\nA scan that cannot be processed is named and left out; the exit code is then 1." +
        HEADER_HELP +
        "\n\nExamples:\n  mrs-synth process scans/*.nii.gz --out processed" +
        "\n  mrs-synth process S01_act.SDAT --reference S01_ref.SDAT --out processed --json",
    )
    .action(async (files: string[], options: ProcessOptions) => {
      const { processRun } = await import("./processRun.js");
      await processRun(files, options);
    });
}
