import { Command } from "commander";
import { readScan } from "../io/index.js";
import { scanQuality } from "../metrics/index.js";
import type { QualityMetric } from "../metrics/index.js";
import { scanProcess } from "../process/index.js";
import type { ScanProcessed } from "../process/index.js";
import { InputError } from "../signal/index.js";
import { printJson, SCAN_ARGUMENT } from "./terminal.js";

/** `mrs-synth quality FILE` */
export function qualityCommand(): Command {
  return new Command("quality")
    .description("process a scan and give its SNR, line width, shape score and MSE, each with its definition")
    .argument("<file>", `${SCAN_ARGUMENT}, with its transients`)
    .option("--reference <file>", "edited scan to compare the difference spectrum with (shape score, MSE)")
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  mrs-synth quality scan.nii.gz\n  mrs-synth quality subset.nii.gz --reference full.nii.gz --json",
    )
    .action(async (file: string, options: { reference?: string; json?: boolean }) => {
      const scan = await processed(file);
      const reference = options.reference === undefined ? undefined : await processed(options.reference);
      if (reference && (reference.kind !== "mega" || scan.kind !== "mega")) {
        const not = scan.kind !== "mega" ? file : options.reference;
        throw new InputError({
          file: not,
          key: "scan",
          value: "not edited",
          expected: "OFF and ON, whose difference shape score and MSE compare",
        });
      }
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

async function processed(file: string): Promise<ScanProcessed> {
  return scanProcess(await readScan(file));
}

function readable(metrics: QualityMetric[]): string {
  const rows = metrics.map(({ spectrum, name, value, unit, definition }) => {
    const shown = value === undefined ? "none" : `${value.toPrecision(4)} ${unit}`.trim();
    return `${spectrum.padEnd(8)}${name.padEnd(28)}${shown.padEnd(12)}${definition}`;
  });
  return rows.join("\n");
}
