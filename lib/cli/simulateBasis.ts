import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Command, Option } from "commander";
import type { BasisSet, PulseSequenceName } from "../spin/index.js";
import { interruptSignal, printJson, withProgress } from "./terminal.js";

interface SimulateBasisOptions {
  sequence: string;
  metabolites?: string;
  format: "json" | "lcmodel";
  out: string;
  json?: boolean;
}

/** `mrs-synth simulate basis` */
export function simulateBasisCommand(): Command {
  return new Command("basis")
    .description("simulate a basis set: one folder or file for each condition of the sequence")
    .requiredOption("--sequence <name>", "megaPress68, press35 or another of data/sequences.json")
    .option("--metabolites <names>", "some only, with commas between them (default: all that are known)")
    .addOption(
      new Option("--format <name>", "FSL-MRS folders of JSON, or LCModel .BASIS files")
        .choices(["json", "lcmodel"])
        .default("json"),
    )
    .requiredOption("--out <folder>", "where to write CONDITION/NAME.json or CONDITION.BASIS")
    .option("--json", "one JSON object on stdout")
    .addHelpText("after", "\nExample:\n  mrs-synth simulate basis --sequence megaPress68 --out basis")
    .action(async (options: SimulateBasisOptions) => {
      const { BASIS_DEFAULTS, basisSimulate, pulseSequence, spinSystem, spinSystemNames } =
        await import("../spin/index.js");
      const { basisConcat, basisNames, writeBasisJson, writeBasisLcmodel } =
        await import("../basis/index.js");
      const { provenance } = await import("../study/files/provenance.js");
      const sequence = pulseSequence(options.sequence as PulseSequenceName);
      const asked = options.metabolites?.split(",") ?? spinSystemNames();
      const systems = basisNames(asked, "--metabolites").names.map(spinSystem);
      const signal = interruptSignal();
      const sets = await withProgress("simulate", async (progress) => {
        const parts: BasisSet[][] = [];
        for (const system of systems) {
          progress(parts.length, systems.length, system.name);
          await setImmediate(); // the bar is drawn, and Ctrl-C heard
          signal.throwIfAborted();
          parts.push(basisSimulate([system], sequence));
        }
        progress(parts.length, systems.length);
        return parts[0].map((_, condition) => basisConcat(parts.map((part) => part[condition])));
      });
      const files: string[] = [];
      for (const basis of sets) {
        const place = join(options.out, basis.condition);
        if (options.format === "json") {
          const meta = provenance({ sequence: sequence.name, ...BASIS_DEFAULTS, simulated: true });
          await writeBasisJson(basis, place, { meta: { Simulation: meta } });
          files.push(place);
        } else {
          await writeBasisLcmodel(basis, `${place}.BASIS`);
          files.push(`${place}.BASIS`);
        }
      }
      const { names } = sets[0];
      if (options.json)
        printJson({ sequence: sequence.name, format: options.format, files, metabolites: names });
      else for (const file of files) console.log(`${file}: ${names.length} metabolites`);
    });
}
