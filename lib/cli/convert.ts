import { Command, Option } from "commander";
import { coilLayout, InputError } from "../signal/index.js";
import { HEADER_HELP, headerOptions, scanRead } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { SCAN_ARGUMENT } from "./terminal.js";

interface ConvertOptions extends HeaderOptions {
  part?: "scan" | "reference";
}

/** `mrs-synth convert IN OUT` */
export function convertCommand(): Command {
  const command = new Command("convert")
    .description("convert a scan to NIfTI-MRS; receiver coils stay apart")
    .argument("<in>", SCAN_ARGUMENT)
    .argument("<out>", "NAME.nii or NAME.nii.gz");
  command.addOption(
    new Option("--part <part>", "of a file that holds a scan and its water reference").choices([
      "scan",
      "reference",
    ]),
  );
  return headerOptions(command)
    .addHelpText(
      "after",
      HEADER_HELP +
        "\n\nExamples:\n  mrs-synth convert S01_act.SDAT S01_act.nii.gz" +
        "\n  mrs-synth convert S01.RAW S01.nii.gz --dwell-time 0.0005 --frequency 127.75 --echo-time 0.035" +
        "\n  mrs-synth convert P12345.7 S01.nii.gz\n  mrs-synth convert P12345.7 S01_ref.nii.gz --part reference",
    )
    .action(async (input: string, output: string, options: ConvertOptions) => {
      if (!/\.nii(\.gz)?$/i.test(output)) {
        throw new InputError({ key: "OUT", value: output, expected: "a name that ends in .nii or .nii.gz" });
      }
      const { writeNiftiMrs } = await import("../io/index.js");
      const stack = await scanRead(input, options, {}, options.part);
      await writeNiftiMrs(stack, output);
      const { coils, n } = coilLayout(stack) ?? { n: stack.shape[0] };
      const each = coils === undefined ? "" : `, each of ${coils} coils, which are kept apart`;
      const left = stack.history.find((line) => line.startsWith("left in the file: "));
      const others = left === undefined ? "" : ` (${left})`;
      console.log(`${output}: ${n} transients of ${stack.shape[1]} points${each}${others}`);
    });
}
