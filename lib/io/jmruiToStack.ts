import { fidStack, InputError, type FidStack } from "../signal/index.js";
import { nucleusName } from "./nucleusName.js";
import { nucleusReferencePpm } from "./nucleusReferencePpm.js";
import { numberParse } from "./numberParse.js";
import { DWELL_TIME_MS, FREQUENCY_HZ, quantitySettle, type Quantity } from "./quantitySettle.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { samplesParse } from "./samplesParse.js";
import { textDecode } from "./textDecode.js";

/** jMRUI's numbers for `TypeOfNucleus`; 0 is unknown. */
const NUCLEI = [undefined, "1H", "31P", "13C", "19F", "23NA"];
/** MHz / T of the nucleus that is measured beside protons (CODATA 2018: 17.235), and how far a nominal field is off. */
const PHOSPHORUS = { gamma: 17.235, tolerance: 0.06 };
/** MHz / T of the proton, CODATA 2018, and the same: 3 T are 2.89 on some scanners. */
const PROTON = { gamma: 42.577, tolerance: 0.1 };

/** Whether bytes begin as a jMRUI text file does: by its first line, or by its header's keys. */
export function bytesAreJmrui(bytes: Uint8Array): boolean {
  const head = textDecode(bytes.subarray(0, 8192));
  return (
    /^\s*jMRUI data textfile/i.test(head) ||
    (/^PointsInDataset\s*:/im.test(head) && /^SamplingInterval\s*:/im.test(head))
  );
}

/**
 * A jMRUI text file as a stack, one row a signal. Its sign is the library's. The FFT that some files repeat
 * beside the signal is left out; zero-order phase and begin time are noted in the history and not applied.
 *
 * The nucleus is `TypeOfNucleus`, by jMRUI's number or by name. Where that is unknown, `fallback` tells it, and after
 * it the quotient of frequency and field, protons and phosphorus only; the history says so.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export function jmruiToStack(text: string, file: string, options: ReadScanOptions = {}): FidStack {
  const { fallback = {} } = options;
  // "Signal 1 out of 2 in file", in older files "Signal number: 1 out of 2 in file"; some have the heading only.
  const start =
    /^[ \t]*(?:sig\(real\)[ \t]|signal[ \t]+(?:number[ \t]*:?[ \t]*)?\d+[ \t]+(?:out[ \t]+)?of[ \t]+\d+).*$/im.exec(
      text,
    );
  const head = start === null ? text : text.slice(0, start.index);
  const header = new Map<string, string>();
  for (const line of head.split(/\r\n?|\n/)) {
    const entry = /^\s*([A-Za-z]\w*)\s*:\s*(.*?)\s*$/.exec(line);
    if (entry !== null) header.set(entry[1].toLowerCase(), entry[2]);
  }
  const number = (key: string, expected: string): number | undefined => {
    const value = header.get(key.toLowerCase());
    if (value === undefined || value === "") return undefined;
    if (!Number.isFinite(numberParse(value))) throw new InputError({ file, key, value, expected });
    return numberParse(value);
  };
  const required = (key: string, expected: string): number => {
    const value = number(key, expected);
    if (!value) throw new InputError({ file, key, value: header.get(key.toLowerCase()), expected });
    return value;
  };
  const notes: string[] = [];
  const settled = (key: string, quantity: Quantity, expected: string, instead?: number): number => {
    const told = number(key, expected);
    if (!told && instead !== undefined) return instead;
    const { value, note } = quantitySettle(required(key, expected), quantity, { file, key });
    if (note !== undefined) notes.push(note);
    return value;
  };
  const points = required("PointsInDataset", "the number of samples");
  const rows = number("DatasetsInFile", "the number of signals") ?? 1;
  const block = text
    .slice(start === null ? text.length : start.index)
    .replace(/^[ \t]*(?:signal\b|sig\(real\)).*$/gim, "");
  if (block.trim() === "") {
    throw new InputError({ file, key: "Signal 1 out of", expected: "a line that begins the samples" });
  }
  const samples = samplesParse(block, file, "the samples");
  const count = points * rows;
  // The line "sig(real) sig(imag) fft(real) fft(imag)" does not tell: some files have it without the FFT.
  const columns = samples.length / count;
  if (!Number.isInteger(count) || (columns !== 2 && columns !== 4)) {
    const expected = `${rows} signals x ${points} samples x 2 columns (4 with the FFT) = ${2 * count}`;
    throw new InputError({ file, key: "numbers", value: samples.length, expected });
  }
  const phase = number("ZeroOrderPhase", "degrees") ?? 0;
  const begin = number("BeginTime", "milliseconds") ?? 0;
  const spectrometerFrequency = settled(
    "TransmitterFrequency",
    FREQUENCY_HZ,
    "Hz, or the option fallback.spectrometerFrequency",
    fallback.spectrometerFrequency,
  );
  const dwellTime = settled(
    "SamplingInterval",
    DWELL_TIME_MS,
    "milliseconds, or the option fallback.dwellTime",
    fallback.dwellTime,
  );
  const field = number("MagneticField", "T");
  const told =
    nucleusTold(header.get("typeofnucleus"), file) ??
    (fallback.nucleus && nucleusName(fallback.nucleus, { file, key: "fallback.nucleus" }));
  const nucleus = told ?? nucleusByField(spectrometerFrequency, field, file);
  if (told === undefined && nucleus !== "1H") {
    notes.push(`nucleus: ${nucleus}, by ${Number(spectrometerFrequency.toPrecision(6))} MHz at ${field} T`);
  }
  return fidStack(
    {
      re: Float32Array.from({ length: count }, (_, k) => samples[columns * k]),
      im: Float32Array.from({ length: count }, (_, k) => samples[columns * k + 1]),
      shape: [rows, points],
      dwellTime,
      spectrometerFrequency,
      referencePpm: fallback.referencePpm ?? nucleusReferencePpm(nucleus),
      echoTime: fallback.echoTime,
      repetitionTime: fallback.repetitionTime,
      nucleus,
      dimensions: [{ tag: "DIM_DYN", size: rows }],
      history: [
        `read: jMRUI text, ${rows} x ${points}` +
          (phase === 0 && begin === 0 ? "" : `, phase ${phase} degrees and begin ${begin} ms not applied`),
        ...notes,
      ],
    },
    file,
  );
}

function nucleusTold(text: string | undefined, file: string): string | undefined {
  if (text === undefined || text === "" || /^unknown$/i.test(text)) return undefined;
  const number = numberParse(text);
  const where = { file, key: "TypeOfNucleus" };
  if (Number.isNaN(number)) return nucleusName(text, where);
  if (number in NUCLEI) return NUCLEI[number];
  const list = NUCLEI.map((name, k) => `${k} (${name ?? "unknown"})`).join(", ");
  throw new InputError({ ...where, value: text, expected: `${list}, or a name` });
}

/** Protons where frequency and field agree with them, or the field is not told, or is one that no nucleus has. */
function nucleusByField(frequency: number, field: number | undefined, file: string): string {
  const ratio = frequency / (field || Infinity);
  const near = ({ gamma, tolerance }: typeof PROTON): boolean => Math.abs(ratio / gamma - 1) <= tolerance;
  if (ratio === 0 || near(PROTON) || ratio > PROTON.gamma) return "1H";
  if (near(PHOSPHORUS)) return "31P";
  throw new InputError({
    file,
    key: "TypeOfNucleus",
    expected: `the nucleus, or the option fallback.nucleus: ${frequency} MHz at ${field} T is neither 1H nor 31P`,
  });
}
