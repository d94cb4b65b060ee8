import { InputError } from "./inputError.js";

/** Index of the editing condition in `FidStack.labels`. */
export const EDIT_OFF = 0;
/** Index of the editing condition in `FidStack.labels`. */
export const EDIT_ON = 1;

/** One dimension of a scan above its time points, slowest first, named as NIfTI-MRS names it. */
export interface ScanDimension {
  /** NIfTI-MRS tag, for example `DIM_DYN`, `DIM_EDIT`. */
  tag: string;
  size: number;
  /** The tag's own header fields (`dim_N_header`), for example `{ EditCondition: ["OFF", "ON"] }`. */
  header?: Record<string, unknown>;
  /** ppm of the editing pulses of each condition named in the header (`EditPulse` of NIfTI-MRS). */
  editPulses?: Readonly<Record<string, readonly number[]>>;
}

/** What a stack of transients knows of itself besides the samples. */
export interface ScanHeader {
  /** Seconds between samples. */
  dwellTime: number;
  /** MHz. */
  spectrometerFrequency: number;
  /** ppm at 0 Hz: 4.68 is water at body temperature. */
  referencePpm: number;
  /** Seconds; `undefined` when the source does not tell. */
  echoTime?: number;
  /** Seconds; `undefined` when the source does not tell. */
  repetitionTime?: number;
  /** For example `1H`. */
  nucleus: string;
  /** Per transient: 0 edit-OFF, 1 edit-ON (`EDIT_OFF`, `EDIT_ON`); absent when unknown or not edited. */
  labels?: Uint8Array;
  /** The dimensions that the n transients came from, slowest first; their sizes multiply to n. */
  dimensions?: readonly ScanDimension[];
  /** What was done to the data, oldest first, one line a step. */
  history: readonly string[];
}

/**
 * A scan in memory: n transients of `points` complex samples, contiguous and row-major, so that it
 * goes into a tensor, a worker or a file without a copy per transient.
 *
 * Sign: after a forward FFT, `ppm = referencePpm + f / spectrometerFrequency`. Readers convert.
 */
export interface FidStack extends ScanHeader {
  /** n x points. */
  re: Float32Array;
  /** n x points. */
  im: Float32Array;
  /** [n, points]. */
  shape: readonly [number, number];
}

/**
 * A FidStack from its parts, refused where it cannot be right: sizes that do not match, NaN samples,
 * a dwell time, frequency, echo or repetition time outside what MR spectroscopy uses (TE of 35 is
 * milliseconds, not seconds).
 *
 * @param parts - the stack; `history` defaults to empty, `nucleus` to `1H`.
 * @param file - named in the error when the stack came from a file.
 * @throws InputError naming the file, the field, its value and the range.
 */
export function fidStack(
  parts: Omit<FidStack, "history" | "nucleus"> & Partial<Pick<FidStack, "history" | "nucleus">>,
  file?: string,
): FidStack {
  const stack: FidStack = { nucleus: "1H", history: [], ...parts };
  const [n, points] = stack.shape;
  const refuse = (key: string, value: unknown, expected: string): never => {
    throw new InputError({ file, key, value, expected });
  };
  if (!(Number.isInteger(n) && n > 0 && Number.isInteger(points) && points > 1)) {
    refuse("shape", stack.shape, "[transients, points] with at least 1 transient and 2 points");
  }
  for (const part of ["re", "im"] as const) {
    if (stack[part].length !== n * points) {
      refuse(`${part}.length`, stack[part].length, `${n} x ${points} = ${n * points} samples`);
    }
    const bad = stack[part].findIndex((sample) => !Number.isFinite(sample));
    if (bad >= 0) {
      const where = `sample ${bad % points} of transient ${Math.floor(bad / points)} (${part})`;
      refuse(where, stack[part][bad], "a finite number");
    }
  }
  const ranges = [
    ["dwellTime", stack.dwellTime, 1e-6, 0.01, "seconds in [1e-6, 0.01]"],
    ["spectrometerFrequency", stack.spectrometerFrequency, 1, 1500, "MHz in [1, 1500]"],
    ["referencePpm", stack.referencePpm, -1000, 1000, "ppm in [-1000, 1000]"],
    ["echoTime", stack.echoTime, 0, 2, "seconds in [0, 2]"],
    ["repetitionTime", stack.repetitionTime, 0, 100, "seconds in [0, 100]"],
  ] as const;
  for (const [key, value, low, high, expected] of ranges) {
    if (value === undefined && (key === "echoTime" || key === "repetitionTime")) continue;
    if (value === undefined || !(value >= low && value <= high)) refuse(key, value, expected);
  }
  if (stack.labels !== undefined && stack.labels.length !== n) {
    refuse("labels.length", stack.labels.length, `one label a transient (${n})`);
  }
  if (stack.dimensions !== undefined) {
    const product = stack.dimensions.reduce((total, { size }) => total * size, 1);
    if (product !== n) refuse("dimensions", stack.dimensions, `sizes that multiply to ${n}`);
  }
  return stack;
}
