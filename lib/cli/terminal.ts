import { InputError } from "../signal/index.js";
import type { Progress } from "../signal/index.js";
import { optionsNamed } from "./headerOptions.js";

let quiet = false;

/** `--quiet`: from here on nothing is printed but errors, and what `--json` asks for. */
export function quietSet(): void {
  quiet = true;
  console.log = () => undefined;
}

/** A word in colour, on a terminal that has not been asked for none (https://no-color.org). */
export function paint(text: string, colour: "green" | "yellow" | "red"): string {
  const wanted = process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
  const codes = { red: 31, green: 32, yellow: 33 };
  return wanted ? `\x1b[${codes[colour]}m${text}\x1b[39m` : text;
}

/** Runs work under a progress bar on stderr, drawn only on a terminal and without `--quiet`, gone whatever happens. */
export async function withProgress<T>(
  title: string,
  work: (progress: Progress) => T | Promise<T>,
): Promise<T> {
  if (process.stderr.isTTY !== true || quiet) return work(() => undefined);
  const { SingleBar } = await import("cli-progress");
  const bar = new SingleBar({
    format: `${title} {bar} {percentage}% | {value}/{total} | left {eta_formatted} {note}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
  });
  let started = false;
  try {
    return await work((done, total, note = "") => {
      if (!started) bar.start(total, 0, { note });
      started = true;
      bar.update(done, { note });
    });
  } finally {
    if (started) bar.stop();
  }
}

let interrupted = false;

/** Whether Ctrl-C has ended the work: the exit code is then 130. */
export function wasInterrupted(): boolean {
  return interrupted;
}

/** An AbortSignal that Ctrl-C sets: the work under way ends cleanly and keeps what it has. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => {
    interrupted = true;
    controller.abort(new Error("interrupted"));
  });
  return controller.signal;
}

/** A whole number from an option. @throws InputError naming the option. */
export function wholeNumber(option: string, low = 0): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < low) {
      throw new InputError({ key: option, value: text, expected: `a whole number from ${low}` });
    }
    return value;
  };
}

/** What a verb takes for a scan, in its help. */
export const SCAN_ARGUMENT =
  "NIfTI-MRS, one of a Philips SDAT/SPAR pair, LCModel RAW, jMRUI text, or a scanner's own file (TWIX, RDA, DICOM, P-file, data/list) or folder (DICOM, Bruker, Varian), by spec2nii";

/** What a verb takes for many scans. */
export const SCANS_ARGUMENT = `${SCAN_ARGUMENT}; or folders of them`;

/** For the help of a verb that takes many scans. */
export const SCANS_HELP =
  "Each scan is taken with the unsuppressed water that its name leads to: S01_act and S01_ref, sub-01_svs and" +
  "\nsub-01_mrsref, S01 and S01_water, S01_H2O or S01_w, S01.RAW and S01.H2O. Which, is said on stderr and in the results.";

/** Names a scan that cannot be used, with the reason in one line; the exit code is then 1. */
export function leftOut(file: string, error: Error): void {
  const text = error.message.includes(file) ? error.message : `${file}: ${error.message}`;
  process.stderr.write(`left out: ${optionsNamed(text.split("\n")[0])}\n`);
  process.exitCode ??= 1;
}

/** Says on stderr what one should know of the work; nothing with `--quiet`. */
export function note(text: string): void {
  if (!quiet) process.stderr.write(`${optionsNamed(text)}\n`);
}

/** Prints one JSON value on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
