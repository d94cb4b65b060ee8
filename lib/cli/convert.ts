import { Command } from "commander";
import { readScan, writeNiftiMrs } from "../io/index.js";
import { InputError } from "../signal/index.js";
import { SCAN_ARGUMENT } from "./terminal.js";

/** `mrs-synth convert IN OUT` */
export function convertCommand(): Command {
  return new Command("convert")
    .description("convert a scan to NIfTI-MRS")
    .argument("<in>", SCAN_ARGUMENT)
    .argument("<out>", "NAME.nii or NAME.nii.gz")
    .addHelpText("after", "\nExample:\n  mrs-synth convert S01_act.SDAT S01_act.nii.gz")
    .action(async (input: string, output: string) => {
      if (!/\.nii(\.gz)?$/i.test(output)) {
        throw new InputError({ key: "OUT", value: output, expected: "a name that ends in .nii or .nii.gz" });
      }
      const stack = await readScan(input);
      await writeNiftiMrs(stack, output);
      console.log(`${output}: ${stack.shape[0]} transients of ${stack.shape[1]} points`);
    });
}
