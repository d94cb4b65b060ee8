import { fidStack, InputError, type FidStack } from "../signal/index.js";
import { nucleusReferencePpm } from "./nucleusReferencePpm.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { samplesParse } from "./samplesParse.js";

/** Whether bytes begin as a jMRUI text file does: by its first line, or by its header's keys. */
export function bytesAreJmrui(bytes: Uint8Array): boolean {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 8192));
  return (
    /^\s*jMRUI data textfile/i.test(head) ||
    (/^PointsInDataset\s*:/im.test(head) && /^SamplingInterval\s*:/im.test(head))
  );
}

/**
 * A jMRUI text file as a stack, one row a signal. Its sign is the library's. The FFT that some files repeat
 * beside the signal is left out; zero-order phase and begin time are noted in the history and not applied.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export function jmruiToStack(text: string, file: string, options: ReadScanOptions = {}): FidStack {
  const { fallback = {} } = options;
  const start = /^[ \t]*signal[ \t]+\d+[ \t]+(?:out[ \t]+)?of[ \t]+\d+.*$/im.exec(text);
  const head = start === null ? text : text.slice(0, start.index);
  const header = new Map<string, string>();
  for (const line of head.split(/\r\n?|\n/)) {
    const entry = /^\s*([A-Za-z]\w*)\s*:\s*(.*?)\s*$/.exec(line);
    if (entry !== null) header.set(entry[1].toLowerCase(), entry[2]);
  }
  const number = (key: string, expected: string): number | undefined => {
    const value = header.get(key.toLowerCase());
    if (value === undefined || value === "") return undefined;
    if (!Number.isFinite(Number(value))) throw new InputError({ file, key, value, expected });
    return Number(value);
  };
  const required = (key: string, expected: string, instead?: number): number => {
    const value = number(key, expected) || instead;
    if (value === undefined)
      throw new InputError({ file, key, value: header.get(key.toLowerCase()), expected });
    return value;
  };
  const points = required("PointsInDataset", "the number of samples");
  const rows = number("DatasetsInFile", "the number of signals") ?? 1;
  if (start === null) {
    throw new InputError({ file, key: "Signal 1 out of", expected: "a line that begins the samples" });
  }

  const block = text.slice(start.index).replace(/^[ \t]*signal\b.*$/gim, "");
  const samples = samplesParse(block, file, "the samples");
  const count = points * rows;
  // The line "sig(real) sig(imag) fft(real) fft(imag)" does not tell: some files have it without the FFT.
  const columns = samples.length / count;
  if (!Number.isInteger(count) || (columns !== 2 && columns !== 4)) {
    const expected = `${rows} signals x ${points} samples x 2 columns (4 with the FFT) = ${2 * count}`;
    throw new InputError({ file, key: "numbers", value: samples.length, expected });
  }
  const nucleus = fallback.nucleus ?? "1H";
  const phase = number("ZeroOrderPhase", "degrees") ?? 0;
  const begin = number("BeginTime", "milliseconds") ?? 0;
  const frequency = required(
    "TransmitterFrequency",
    "Hz, or the option fallback.spectrometerFrequency",
    fallback.spectrometerFrequency && fallback.spectrometerFrequency * 1e6,
  );
  const interval = required(
    "SamplingInterval",
    "milliseconds, or the option fallback.dwellTime",
    fallback.dwellTime && fallback.dwellTime * 1e3,
  );
  return fidStack(
    {
      re: Float32Array.from({ length: count }, (_, k) => samples[columns * k]),
      im: Float32Array.from({ length: count }, (_, k) => samples[columns * k + 1]),
      shape: [rows, points],
      dwellTime: interval / 1e3,
      spectrometerFrequency: frequency / 1e6,
      referencePpm: fallback.referencePpm ?? nucleusReferencePpm(nucleus),
      echoTime: fallback.echoTime,
      repetitionTime: fallback.repetitionTime,
      nucleus,
      dimensions: [{ tag: "DIM_DYN", size: rows }],
      history: [
        `read: jMRUI text, ${rows} x ${points}` +
          (phase === 0 && begin === 0 ? "" : `, phase ${phase} degrees and begin ${begin} ms not applied`),
      ],
    },
    file,
  );
}
