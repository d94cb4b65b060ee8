import { Command } from "commander";
import { InputError } from "../signal/index.js";
import type { ScanSummary } from "../study/index.js";
import { HEADER_HELP, headerOptions, scanRead } from "./headerOptions.js";
import type { HeaderOptions } from "./headerOptions.js";
import { printJson, SCAN_ARGUMENT } from "./terminal.js";

interface InspectOptions extends HeaderOptions {
  engine?: boolean;
  reference?: string;
  json?: boolean;
}

/** `mrs-synth inspect FILE` */
export function inspectCommand(): Command {
  const command = new Command("inspect")
    .description("say what a scan holds and how good it is; or which tensor engine is in use")
    .argument("[file]", SCAN_ARGUMENT)
    .option("--reference <file>", "unsuppressed water of the scan: eddy currents, coil weights")
    .option("--engine", "report back end, versions, threads, GPU instead");
  return headerOptions(command)
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      HEADER_HELP +
        "\n\nExamples:\n  mrs-synth inspect scan.nii.gz\n  mrs-synth inspect S01_act.SDAT --reference S01_ref.SDAT\n  mrs-synth inspect S01_act.SDAT --json" +
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
      const { reference } = options;
      const water = reference === undefined ? undefined : await scanRead(reference, options);
      const summary = scanInspect(await scanRead(file, options), water);
      if (options.json) printJson({ file, reference: reference ?? null, format, ...summary });
      else console.log(readable(file, format, summary));
    });
}

function readable(file: string, format: string, summary: ScanSummary): string {
  const { shape, editing } = summary;
  const known = (value: number | null, unit: string, digits = 2): string =>
    value === null ? "unknown" : `${value.toFixed(digits)} ${unit}`;
  const lines: Row[] = [
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
        : summary.unclear === null
          ? "none found"
          : "unclear",
    ],
    ...(summary.unclear === null ? [] : [["unclear", summary.unclear] as [string, string]]),
    ...(summary.leftOut.length > 0
      ? [["left out", `${summary.leftOut.join(", ")} (no signal, or unsuppressed water)`] as Row]
      : []),
    ...measured(summary, known),
    // What reading made of the file: its converter, a unit that was settled, what was left in it.
    ...summary.history.map((line, k): Row => [k === 0 ? "history" : "", line]),
  ];
  return lines.map(([key, value]) => `${key.padEnd(15)} ${value}`).join("\n");
}

type Row = [string, string];

/** What of the quality there is to tell: of a brain's spectrum, of unsuppressed water, of another nucleus. */
function measured(
  { peaks, referencedBy, frequencySpan, ...summary }: ScanSummary,
  known: (value: number | null, unit: string, digits?: number) => string,
): Row[] {
  const { shape, nucleus, water, snr, linewidth, highest, waterReference } = summary;
  const rows: Row[] = [];
  if (nucleus !== "1H") {
    rows.push(["lines", `those of ${nucleus} are not known: not referenced, not phased`]);
    rows.push(["highest SNR", known(highest, "(Osprey's definition; in noise alone 3 to 4)", 1)]);
  } else if (water) {
    rows.push(["lines", "unsuppressed water, at 4.68 ppm"]);
    rows.push(["water SNR", known(water.snr, "(Osprey's definition)", 1)]);
    rows.push(["water FWHM", known(water.linewidth, "Hz (Osprey's definition)")]);
  } else {
    const places = Object.values(peaks).map((ppm) => (ppm === null ? "not shown" : known(ppm, "ppm", 3)));
    const by = referencedBy.length > 0 ? `by ${referencedBy.join(", ")}` : "no: no two known lines are shown";
    rows.push(["referenced", by], ["NAA, Cr, Cho", places.join(", ")]);
    const how = `Osprey's definition, ${waterReference ? "eddy currents corrected" : "without water reference"}`;
    rows.push(["tCr SNR", snr === null ? "none" : known(snr, `(${how})`, 1)]);
    rows.push(["tCr FWHM", linewidth === null ? "none" : known(linewidth, `Hz (${how})`)]);
  }
  const span = shape[0] === 1 ? "single transient" : "unknown";
  rows.push(["frequency span", frequencySpan === null ? span : known(frequencySpan, "Hz")]);
  return rows;
}
