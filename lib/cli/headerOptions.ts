import { Option } from "commander";
import type { Command } from "commander";
import type { ReadScanOptions, ScanFallback } from "../io/index.js";
import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

/** What the command line tells of a scan whose file does not. */
export interface HeaderOptions {
  dwellTime?: number;
  frequency?: number;
  echoTime?: number;
  repetitionTime?: number;
  nucleus?: string;
}

type Told = "dwellTime" | "spectrometerFrequency" | "echoTime" | "repetitionTime";

/** By field of a header: its option and the range in which its unit, and no other, is meant. */
const OPTIONS: Record<Told, { flag: string; unit: string; low: number; high: number; about: string }> = {
  dwellTime: {
    flag: "--dwell-time",
    unit: "seconds",
    low: 1e-6,
    high: 1e-2,
    about: "between two points, LCModel's DELTAT",
  },
  spectrometerFrequency: {
    flag: "--frequency",
    unit: "MHz",
    low: 1,
    high: 1500,
    about: "of the spectrometer, LCModel's HZPPPM",
  },
  echoTime: {
    flag: "--echo-time",
    unit: "seconds",
    low: 1e-3,
    high: 2,
    about: "where the files do not tell",
  },
  repetitionTime: {
    flag: "--repetition-time",
    unit: "seconds",
    low: 0.02,
    high: 100,
    about: "where the files do not tell",
  },
};

/** Share by which an option may differ from what the file says: files round (8.3e-5 s for 8.33e-5). */
const ROUNDING = 0.005;

/** For a verb's help: what its header options are for. */
export const HEADER_HELP =
  "\nLCModel's RAW may hold samples only: --dwell-time and --frequency tell the rest, or SCAN.control beside SCAN.RAW.";

/** Gives a verb the options that tell what a scan's file leaves open. */
export function headerOptions(command: Command): Command {
  for (const { flag, unit, low, high, about } of Object.values(OPTIONS)) {
    const parse = (text: string): number => {
      const value = Number(text);
      if (value >= low && value <= high) return value;
      throw new InputError({ key: flag, value: text, expected: `${unit}, from ${low} to ${high}` });
    };
    command.addOption(new Option(`${flag} <${unit}>`, about).argParser(parse));
  }
  return command.option("--nucleus <name>", "1H, 31P, …, where the file does not tell");
}

/** What the options tell, in a header's words. */
export function headerTold(options: HeaderOptions): ScanFallback {
  const { dwellTime, frequency, echoTime, repetitionTime, nucleus } = options;
  const told = { dwellTime, spectrometerFrequency: frequency, echoTime, repetitionTime, nucleus };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

/**
 * Reads a scan. What its file leaves open the options tell, and after them its basis set.
 *
 * @param part - the scan, or the water reference that its file holds beside it. @default "scan"
 * @throws InputError where an option contradicts the file, and what `readScan` throws.
 */
export async function scanRead(
  file: string,
  options: HeaderOptions,
  basis: ScanFallback = {},
  part?: ReadScanOptions["part"],
): Promise<FidStack> {
  const { readScan } = await import("../io/index.js");
  const { nucleusName } = await import("../io/nucleusName.js");
  const told = headerTold(options);
  const nucleus = told.nucleus && nucleusName(told.nucleus, { key: "--nucleus" });
  const stack = await readScan(file, { fallback: { ...basis, ...told }, part });
  for (const [field, { flag, unit }] of Object.entries(OPTIONS) as [Told, (typeof OPTIONS)[Told]][]) {
    const [asked, held] = [told[field], stack[field]];
    if (asked === undefined || held === undefined || Math.abs(asked / held - 1) < ROUNDING) continue;
    const expected = `${Number(held.toPrecision(9))} ${unit}, which the file says, or no ${flag}`;
    throw new InputError({ file, key: flag, value: asked, expected });
  }
  if (nucleus !== undefined && nucleus !== stack.nucleus) {
    const expected = `${stack.nucleus}, which the file says, or no --nucleus`;
    throw new InputError({ file, key: "--nucleus", value: nucleus, expected });
  }
  return stack;
}

/** A library's message in the words of the command line: the option that is missing. */
export function optionsNamed(message: string): string {
  return message
    .replace(/the option fallback\.(\w+)/g, (whole, field: string) =>
      field === "nucleus" ? "--nucleus" : field in OPTIONS ? OPTIONS[field as Told].flag : whole,
    )
    .replace("the option otherEchoTime", "--other-echo-time");
}
