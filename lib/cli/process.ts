import { Command, Option } from "commander";
import type { SubSpectraTarget } from "../process/index.js";
import { HEADER_HELP, headerOptions } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import type { ScansOptions } from "./scansAsked.js";
import { SCANS_ARGUMENT, SCANS_HELP } from "./terminal.js";

export interface ProcessOptions extends HeaderOptions, ScansOptions {
  out: string;
  reference?: string;
  subSpectra?: SubSpectraTarget;
  json?: boolean;
}

/** `mrs-synth process FILE…` */
export function processCommand(): Command {
  const command = new Command("process")
    .description("align, average, edit, reference scans and remove their water; write NIfTI-MRS")
    .argument("[file...]", SCANS_ARGUMENT)
    .requiredOption(
      "--out <folder>",
      "where NAME_off, NAME_on, NAME_diff, NAME_sum (NAME_gsh of HERMES) or NAME_average go; of several scans into a folder NAME each, with scans.csv, a table of what was done",
    )
    .option("--reference <file>", "unsuppressed water of the one scan given: eddy currents, coil weights")
    .option("--no-water", "take no water, whatever the files' names; a single FILE is then taken as it is")
    .option("--on <file>", "ON of a scan whose two conditions are stored apart; with --off, without FILE")
    .option("--off <file>", "OFF of that scan")
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
      `\n${SCANS_HELP}` +
        "\nA scan that cannot be processed is named and left out; the exit code is then 1." +
        HEADER_HELP +
        "\n\nExamples:\n  mrs-synth process scans/ --out processed" +
        "\n  mrs-synth process S01_act.SDAT --reference S01_ref.SDAT --out processed --json",
    )
    .action(async (files: string[], options: ProcessOptions) => {
      const { processRun } = await import("./processRun.js");
      await processRun(files, options);
    });
}
