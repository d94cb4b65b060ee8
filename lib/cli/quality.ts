import { Command } from "commander";
import type { QualityMetric } from "../metrics/index.js";
import type { ScanProcessed } from "../process/index.js";
import { InputError } from "../signal/index.js";
import { HEADER_HELP, headerOptions, scanRead } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { printJson, SCAN_ARGUMENT } from "./terminal.js";

interface QualityOptions extends HeaderOptions {
  reference?: string;
  json?: boolean;
}

/** `mrs-synth quality FILE` */
export function qualityCommand(): Command {
  const command = new Command("quality")
    .description("process a scan and give its SNR, line width, shape score and MSE, each with its definition")
    .argument("<file>", `${SCAN_ARGUMENT}, with its transients`)
    .option("--reference <file>", "edited scan to compare the difference spectrum with (shape score, MSE)");
  return headerOptions(command)
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      HEADER_HELP +
        "\n\nExamples:\n  mrs-synth quality scan.nii.gz\n  mrs-synth quality subset.nii.gz --reference full.nii.gz --json",
    )
    .action(async (file: string, options: QualityOptions) => {
      const scan = await processed(file, options);
      const reference =
        options.reference === undefined ? undefined : await processed(options.reference, options);
      if (reference && (reference.kind !== "mega" || scan.kind !== "mega")) {
        const not = scan.kind !== "mega" ? file : options.reference;
        throw new InputError({
          file: not,
          key: "scan",
          value: "not edited",
          expected: "OFF and ON, whose difference shape score and MSE compare",
        });
      }
      const { scanQuality } = await import("../metrics/index.js");
      const metrics = scanQuality(scan, reference);
      if (options.json) {
        printJson({
          file,
          reference: options.reference ?? null,
          kind: scan.kind,
          transients: scan.transients,
          rejected: scan.rejected,
          metrics: metrics.map((metric) => ({ ...metric, value: metric.value ?? null })),
        });
      } else console.log(readable(metrics));
    });
}

async function processed(file: string, options: HeaderOptions): Promise<ScanProcessed> {
  const { scanProcess } = await import("../process/index.js");
  return scanProcess(await scanRead(file, options));
}

function readable(metrics: QualityMetric[]): string {
  const rows = metrics.map(({ spectrum, name, value, unit, definition }) => {
    const shown = value === undefined ? "none" : `${value.toPrecision(4)} ${unit}`.trim();
    return `${spectrum.padEnd(8)}${name.padEnd(28)}${shown.padEnd(12)}${definition}`;
  });
  return rows.join("\n");
}
