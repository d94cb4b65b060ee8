import { fidStack, InputError, type FidStack } from "../signal/index.js";
import { bytesText } from "./bytesText.js";
import { complexSplit } from "./complexSplit.js";
import { nucleusName } from "./nucleusName.js";
import { nucleusReferencePpm } from "./nucleusReferencePpm.js";
import { numberParse } from "./numberParse.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { sparParse } from "./sparParse.js";
import { textDecode } from "./textDecode.js";
import { vaxToFloat32 } from "./vaxToFloat32.js";

/** A number that a SPAR header holds and what is known of it. */
interface SparNumber {
  key: string;
  low: number;
  high: number;
  expected: string;
}

const SAMPLES = { key: "samples", low: 2, high: 1e6, expected: "a whole number of points, at least 2" };
const ROWS = { key: "rows", low: 1, high: 1e6, expected: "a whole number of transients, at least 1" };
const FREQUENCY = { key: "synthesizer_frequency", low: 1e6, high: 1.5e9, expected: "Hz in [1e6, 1.5e9]" };
const BANDWIDTH = { key: "sample_frequency", low: 100, high: 1e6, expected: "Hz in [100, 1e6]" };
// No spin echo is shorter than 1 ms and no scan repeats within 20: less is seconds by mistake.
const ECHO_TIME = { key: "echo_time", low: 1, high: 2000, expected: "milliseconds in [1, 2000]" };
const REPETITION = { key: "repetition_time", low: 20, high: 1e5, expected: "milliseconds in [20, 1e5]" };

/** What makes rows a series of experiments, and what these differ in. */
const MEASUREMENTS = [
  ["t1_measurement_enable", "several inversion or repetition times"],
  ["t2_measurement_enable", "several echo times"],
] as const;

export interface SdatFiles {
  /** Named in errors about the samples. */
  sdat: string;
  /** Named in errors about the header. */
  spar: string;
}

/**
 * A stack from a Philips SDAT (VAX F floats, complex, one row a transient) and its SPAR header.
 *
 * - Sign: SDAT has `ppm = reference + f / f0` as stored; nothing is conjugated.
 * - Rows that the scanner stores inverted (MEGA edit-ON) stay inverted: repairing them takes the
 *   spectra, and is the work of `lib/process`.
 * - `referencePpm` is 4.68 for protons. `offset_frequency` is where the pulses were, not where the
 *   receiver was (spec2nii writes it as `TxOffset`), so it does not move the axis.
 * - `echo_time` or `repetition_time` of 0 means that it was not set.
 *
 * @throws InputError naming the file, the key, its value and what was expected.
 */
export function sdatToStack(
  sdat: Uint8Array,
  spar: Uint8Array,
  files: SdatFiles,
  options: ReadScanOptions = {},
): FidStack {
  const { fallback = {} } = options;
  const refuse = (file: string, key: string, value: unknown, expected: string): never => {
    throw new InputError({ file, key, value, expected });
  };
  if (bytesText(spar) === undefined) {
    refuse(files.spar, "content", "binary", "the SPAR header, text lines of `key : value`");
  }
  const header = sparParse(textDecode(spar));
  const optional = ({ key, low, high, expected }: SparNumber): number | undefined => {
    const text = header.get(key);
    if (text === undefined || text === "") return undefined;
    const value = numberParse(text);
    if (value !== 0 && !(value >= low && value <= high)) refuse(files.spar, key, text, expected);
    return value;
  };
  const required = (field: SparNumber): number => {
    const value = optional(field);
    if (value === undefined || value === 0)
      refuse(files.spar, field.key, header.get(field.key), field.expected);
    return value!;
  };

  const nucleus = nucleusName(header.get("nucleus") || (fallback.nucleus ?? "1H"), {
    file: files.spar,
    key: "nucleus",
  });
  const points = required(SAMPLES);
  const rows = required(ROWS);
  for (const [{ key, expected }, value] of [
    [SAMPLES, points],
    [ROWS, rows],
  ] as const) {
    if (!Number.isInteger(value)) refuse(files.spar, key, value, expected);
  }
  if (/^yes$/i.test(header.get("phase_encoding_enable") ?? "")) {
    refuse(
      files.spar,
      "phase_encoding_enable",
      "yes",
      "no: spectroscopic imaging is not read, single voxels are",
    );
  }
  for (const [key, what] of MEASUREMENTS) {
    if (rows > 1 && /^yes$/i.test(header.get(key) ?? "")) {
      refuse(files.spar, key, "yes", `no: ${rows} rows of ${what} are no repetitions that may be averaged`);
    }
  }
  const text = bytesText(sdat);
  if (text !== undefined) {
    refuse(files.sdat, "content", `text (${text})`, "the binary VAX floats of an SDAT file");
  }
  const bytes = points * rows * 8;
  if (sdat.length !== bytes) {
    const why = `${bytes}: ${points} samples x ${rows} rows x 8, by ${files.spar}`;
    refuse(files.sdat, "bytes", sdat.length, why);
  }

  const frequency = optional(FREQUENCY) || undefined;
  const spectrometerFrequency =
    frequency === undefined ? (fallback.spectrometerFrequency ?? required(FREQUENCY)) : frequency / 1e6;
  const milliseconds = (field: SparNumber): number | undefined => {
    const value = optional(field);
    return value ? value / 1000 : undefined;
  };
  // Without an echo, as other nuclei are measured, the time to the first sample may be shorter.
  const echo =
    nucleus === "1H" ? ECHO_TIME : { ...ECHO_TIME, low: 0.01, expected: "milliseconds in [.01, 2000]" };
  return fidStack(
    {
      ...complexSplit(vaxToFloat32(sdat)),
      shape: [rows, points],
      dwellTime: 1 / required(BANDWIDTH),
      spectrometerFrequency,
      referencePpm: fallback.referencePpm ?? nucleusReferencePpm(nucleus),
      echoTime: milliseconds(echo) ?? fallback.echoTime,
      repetitionTime: milliseconds(REPETITION) ?? fallback.repetitionTime,
      nucleus,
      dimensions: [{ tag: "DIM_DYN", size: rows }],
      history: [`read: Philips SDAT/SPAR, ${rows} x ${points}`],
    },
    files.sdat,
  );
}
