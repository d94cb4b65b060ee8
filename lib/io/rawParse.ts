import { InputError } from "../signal/index.js";
import { namelistNumber, namelistParse, namelistText, type Namelist } from "./namelistParse.js";
import {
  DWELL_TIME_S,
  ECHO_TIME_MS,
  FREQUENCY_MHZ,
  quantitySettle,
  type Quantity,
} from "./quantitySettle.js";
import { samplesParse } from "./samplesParse.js";
import { textDecode } from "./textDecode.js";

/** What an LCModel RAW or H2O file holds. What it does not tell is `undefined`. */
export interface RawFile {
  /** All samples, in the library's sign: after a forward FFT, ppm = reference + f / frequency. */
  re: Float64Array;
  im: Float64Array;
  /** Samples a FID. */
  points: number;
  /** s */
  dwellTime?: number;
  /** MHz */
  spectrometerFrequency?: number;
  /** s */
  echoTime?: number;
  /** `SEQ` */
  sequence?: string;
  /** `TRAMP` and `VOLUME`: LCModel multiplies by their quotient; here it is left to the caller. */
  tramp: number;
  volume: number;
  /** What was taken in another unit than LCModel's, for the history. */
  notes: string[];
}

/** Whether bytes begin as an LCModel RAW or H2O file does: text with the namelist NMID. */
export function bytesAreRaw(bytes: Uint8Array): boolean {
  return /(?<!\S)[$&]nmid\b/i.test(textDecode(bytes.subarray(0, 8192)));
}

/**
 * The content of an LCModel RAW or H2O file: namelist SEQPAR (optional; FID-A writes it), namelist NMID, then
 * real and imaginary parts in turn. LCModel's convention is the conjugate of the library's; with BRUKER = T
 * the file holds the library's.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export function rawParse(text: string, file: string): RawFile {
  const namelists = namelistParse(text, file);
  const nmid = namelists.find(({ name }) => name === "NMID");
  if (nmid === undefined) {
    throw new InputError({
      file,
      key: "namelist NMID",
      expected: "the header of an LCModel RAW file ($NMID)",
    });
  }
  if (isTrue(nmid, "SEQACQ")) {
    throw new InputError({
      file,
      key: "SEQACQ",
      value: true,
      expected: "F: simultaneously sampled real and imaginary parts",
    });
  }
  const samples = samplesParse(nmid.data, file, "the samples");
  if (samples.length === 0 || samples.length % 2 === 1) {
    const expected = "an even number above 0: real and imaginary parts in turn";
    throw new InputError({ file, key: "numbers after NMID", value: samples.length, expected });
  }
  const notes: string[] = [];
  // FID-A and FSL-MRS put the acquisition into SEQPAR, under names of their own; some writers into NMID.
  const number = (...keys: string[]): number | undefined => {
    for (const namelist of namelists) {
      for (const key of keys) {
        const value = namelistNumber(namelist, key, file);
        if (value !== undefined && value > 0) return value;
      }
    }
    return undefined;
  };
  const count = samples.length / 2;
  const points = number("NUMBEROFPOINTS", "NUNFIL") ?? count;
  if (!Number.isInteger(points) || count % points !== 0) {
    const expected = `a whole part of the ${count} samples that the file holds`;
    throw new InputError({ file, key: "points a FID (NumberOfPoints, NUNFIL)", value: points, expected });
  }
  const sign = isTrue(nmid, "BRUKER") ? 1 : -1;
  const settled = (quantity: Quantity, ...keys: string[]): number | undefined => {
    const key = keys.find((name) => number(name) !== undefined);
    if (key === undefined) return undefined;
    const { value, note } = quantitySettle(number(key)!, quantity, { file, key });
    if (note !== undefined) notes.push(note);
    return value;
  };
  return {
    re: Float64Array.from({ length: count }, (_, k) => samples[2 * k]),
    im: Float64Array.from({ length: count }, (_, k) => sign * samples[2 * k + 1]),
    points,
    dwellTime: settled(DWELL_TIME_S, "DWELLTIME", "DELTAT"),
    spectrometerFrequency: settled(FREQUENCY_MHZ, "HZPPPM"),
    echoTime: settled(ECHO_TIME_MS, "ECHOT"),
    sequence: namelists.map((namelist) => namelistText(namelist, "SEQ")).find((seq) => seq !== undefined),
    tramp: number("TRAMP") ?? 1,
    volume: number("VOLUME") ?? 1,
    notes,
  };
}

function isTrue(namelist: Namelist, key: string): boolean {
  return /^\.?t/i.test(namelistText(namelist, key) ?? "");
}
