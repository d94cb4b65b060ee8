import { Command } from "commander";
import { InputError } from "../signal/index.js";
import type { ScanSummary } from "../study/index.js";
import { HEADER_HELP, headerOptions, scanRead } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { printJson, SCAN_ARGUMENT } from "./terminal.js";

interface InspectOptions extends HeaderOptions {
  engine?: boolean;
  json?: boolean;
}

/** `mrs-synth inspect FILE` */
export function inspectCommand(): Command {
  const command = new Command("inspect")
    .description("say what a scan holds and how good it is; or which tensor engine is in use")
    .argument("[file]", SCAN_ARGUMENT)
    .option("--engine", "report back end, versions, threads, GPU instead");
  return headerOptions(command)
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      HEADER_HELP +
        "\n\nExamples:\n  mrs-synth inspect scan.nii.gz\n  mrs-synth inspect S01_act.SDAT --json" +
        "\n  mrs-synth inspect S01.RAW --dwell-time 0.0005 --frequency 127.75\n  mrs-synth inspect --engine",
    )
    .action(async (file: string | undefined, options: InspectOptions) => {
      if (options.engine) {
        const { engineInfo, engineStart } = await import("../engine/index.js");
        engineStart();
        const info = engineInfo();
        if (options.json) printJson(info);
        else {
          const known = Object.entries(info).filter(([, value]) => value !== undefined);
          for (const [key, value] of known) console.log(`${key.padEnd(20)} ${value}`);
        }
        return;
      }
      if (file === undefined) {
        throw new InputError({ key: "FILE", expected: "a scan to inspect, or --engine" });
      }
      const { scanFormat } = await import("../io/index.js");
      const { scanInspect } = await import("../study/set/scanInspect.js");
      const format = await scanFormat(file);
      const summary = scanInspect(await scanRead(file, options));
      if (options.json) printJson({ file, format, ...summary });
      else console.log(readable(file, format, summary));
    });
}

function readable(file: string, format: string, summary: ScanSummary): string {
  const { shape, editing, peaks } = summary;
  const known = (value: number | null, unit: string, digits = 2): string =>
    value === null ? "unknown" : `${value.toFixed(digits)} ${unit}`;
  const lines: [string, string][] = [
    ["file", file],
    ["format", format],
    ["transients", `${shape[0]} of ${shape[1]} points`],
    ["dimensions", summary.dimensions.map(({ tag, size }) => `${tag} ${size}`).join(" x ") || "none"],
    ["spectral width", `${summary.spectralWidth.toFixed(1)} Hz (dwell time ${summary.dwellTime} s)`],
    ["frequency", `${summary.spectrometerFrequency} MHz, ${summary.nucleus}`],
    ["TE, TR", `${known(summary.echoTime, "s", 3)}, ${known(summary.repetitionTime, "s", 3)}`],
    [
      "editing",
      editing
        ? `${editing.off} OFF, ${editing.on} ON, ${editing.order}${editing.inverted ? ", ON stored inverted" : ""}`
        : (summary.unclear ?? "none found"),
    ],
    ...(summary.leftOut.length > 0
      ? [["left out", `${summary.leftOut.join(", ")} (no signal, or unsuppressed water)`] as [string, string]]
      : []),
    [
      "NAA, Cr, Cho",
      Object.values(peaks)
        .map((ppm) => known(ppm, "ppm", 3))
        .join(", "),
    ],
    ["tCr SNR", known(summary.snr, "(Osprey's definition, aligned average)", 1)],
    ["linewidth", known(summary.linewidth, "Hz (Cr and Cho, FWHM)")],
    [
      "frequency span",
      summary.frequencySpan === null ? "single transient" : known(summary.frequencySpan, "Hz"),
    ],
    // What reading made of the file: its converter, a unit that was settled, what was left in it.
    ...summary.history.map((line, k): [string, string] => [k === 0 ? "history" : "", line]),
  ];
  return lines.map(([key, value]) => `${key.padEnd(15)} ${value}`).join("\n");
}
