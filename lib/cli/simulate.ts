import { Command } from "commander";
import { COHORT_EFFECTS, cohortEffects } from "../cohort/cohortEffects.js";
import type { CohortEffect, CohortPreset } from "../cohort/index.js";
import { simulateBasisCommand } from "./simulateBasis.js";
import { interruptSignal, printJson, wholeNumber, withProgress } from "./terminal.js";

interface SimulateOptions {
  quick?: boolean;
  preset: CohortPreset;
  seed: number;
  effects?: CohortEffect[];
  without?: CohortEffect[];
  coils?: number;
  out: string;
  json?: boolean;
}

/** `mrs-synth simulate cohort` */
export function simulateCommand(): Command {
  const cohort = new Command("cohort")
    .description("simulate a cohort: one NIfTI-MRS a subject, and the truth it was made from")
    .option(
      "--preset <name>",
      "default, quick, big-gaba, press-te35 or phantom (data/cohort.json)",
      "default",
    )
    .option("--quick", "the same as --preset quick")
    .option("--seed <number>", "seed of all randomness", wholeNumber("--seed"), 1)
    .option("--effects <names>", `only these: ${COHORT_EFFECTS.join(", ")}`, effectNames("--effects"))
    .option("--without <names>", "all but these, for example water,motion", effectNames("--without"))
    .option("--coils <number>", "receiver coils, stored one by one", wholeNumber("--coils"))
    .requiredOption("--out <folder>", "where to write; a cohort begun there is gone on with")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", "\nExample:\n  mrs-synth simulate cohort --quick --seed 1 --out cohort")
    .action(async (options: SimulateOptions) => {
      const { cohortConfig } = await import("../cohort/index.js");
      const { cohortWrite } = await import("../study/set/cohortWrite.js");
      const preset = cohortConfig(options.quick ? "quick" : options.preset, options.seed);
      const { effects, without, coils } = options;
      const off = COHORT_EFFECTS.filter(
        (effect) => without?.includes(effect) || (effects && !effects.includes(effect)),
      );
      const config = { ...preset, ...(off.length > 0 && { without: off }), ...(coils && { coils }) };
      const signal = interruptSignal();
      const files = await withProgress("simulate", (progress) =>
        cohortWrite(config, options.out, { progress, signal }),
      );
      if (options.json) printJson({ ...files, config });
      else console.log(`${files.folder}: ${files.scans.length} subjects, ${config.sites} sites`);
    });
  return new Command("simulate")
    .description("simulate scans with known truth")
    .addCommand(cohort)
    .addCommand(simulateBasisCommand());
}

function effectNames(option: string): (text: string) => CohortEffect[] {
  return (text) =>
    cohortEffects(
      text.split(",").map((name) => name.trim()),
      option,
    );
}
