import { Command } from "commander";
import type { QualityMetric } from "../metrics/index.js";
import type { ScanProcessed } from "../process/index.js";
import { InputError, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { HEADER_HELP, headerOptions, scanRead } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { printJson, SCAN_ARGUMENT } from "./terminal.js";

interface QualityOptions extends HeaderOptions {
  reference?: string;
  compare?: string;
  json?: boolean;
}

/** `mrs-synth quality FILE` */
export function qualityCommand(): Command {
  const command = new Command("quality")
    .description("process a scan and give its SNR, line width, shape score and MSE, each with its definition")
    .argument("<file>", `${SCAN_ARGUMENT}, with its transients`)
    .option("--reference <file>", "unsuppressed water of the scan: eddy currents, coil weights")
    .option("--compare <file>", "edited scan to compare the difference spectrum with (shape score, MSE)");
  return headerOptions(command)
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      HEADER_HELP +
        "\n\nExamples:\n  mrs-synth quality scan.nii.gz\n  mrs-synth quality S01_act.SDAT --reference S01_ref.SDAT" +
        "\n  mrs-synth quality subset.nii.gz --compare full.nii.gz --json",
    )
    .action(async (file: string, options: QualityOptions) => {
      const { reference, compare } = options;
      const water = reference === undefined ? undefined : await waterRead(reference, options);
      const scan = await processed(file, options, water);
      const other = compare === undefined ? undefined : await processed(compare, options);
      if (other && (other.kind !== "mega" || scan.kind !== "mega")) {
        throw new InputError({
          file: scan.kind !== "mega" ? file : compare,
          key: "scan",
          value: "not edited",
          expected: "OFF and ON, whose difference shape score and MSE compare",
        });
      }
      const { scanQuality } = await import("../metrics/index.js");
      const metrics = scanQuality(scan, other);
      if (options.json) {
        printJson({
          file,
          reference: reference ?? null,
          compare: compare ?? null,
          referencedBy: scan.lines,
          kind: scan.kind,
          transients: scan.transients,
          rejected: scan.rejected,
          metrics: metrics.map((metric) => ({ ...metric, value: metric.value ?? null })),
        });
      } else console.log([...readable(metrics), ...notes(scan, reference)].join("\n"));
    });
}

async function processed(file: string, options: HeaderOptions, reference?: FidStack): Promise<ScanProcessed> {
  const { scanProcess } = await import("../process/index.js");
  return scanProcess(await scanRead(file, options), { reference });
}

/** Once `--reference` was the scan to compare with: what is no water is refused. */
async function waterRead(file: string, options: HeaderOptions): Promise<FidStack> {
  const { scanCoilsCombine, waterCombine, waterUnsuppressed } = await import("../process/index.js");
  const water = await scanRead(file, options);
  const { fid } = waterCombine(scanCoilsCombine(water).stack);
  if (waterUnsuppressed(stackToSpectra(fid))) return water;
  const expected = "unsuppressed water; a scan to compare with is --compare's";
  throw new InputError({ file, key: "--reference", value: "no unsuppressed water", expected });
}

function readable(metrics: QualityMetric[]): string[] {
  return metrics.map(({ spectrum, name, value, unit, definition }) => {
    const shown = value === undefined ? "none" : `${value.toPrecision(4)} ${unit}`.trim();
    return `${spectrum.padEnd(8)}${name.padEnd(28)}${shown.padEnd(12)}${definition}`;
  });
}

/** What the numbers are of, and what is not in them. */
function notes(scan: ScanProcessed, reference: string | undefined): string[] {
  const fid = scan.kind === "press" ? scan.average : scan.off;
  if (fid.nucleus !== "1H") return [`${fid.nucleus}: no line is known, not referenced, not phased`];
  if (scan.kind === "press" && scan.unsuppressed) return ["unsuppressed water: no metabolites are measured"];
  const eddy = reference === undefined ? ["without water reference: eddy currents are not corrected"] : [];
  const lines = scan.lines.length > 0 ? scan.lines.join(", ") : "nothing: no two known lines are shown";
  return [`referenced by ${lines}`, ...eddy];
}
