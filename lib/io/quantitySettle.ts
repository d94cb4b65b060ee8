import { InputError } from "../signal/index.js";

/** A quantity of a header: where its values lie in MR spectroscopy, and in which units people write it. */
export interface Quantity {
  /** In `unit`. */
  low: number;
  high: number;
  /** The unit of the result. */
  unit: string;
  /** How many of each make one `unit`: the one that the format asks for first, then those that are written by mistake. */
  written: readonly (readonly [name: string, per: number])[];
}

/** TE, asked for in ms. No echo is shorter than 1 ms. */
export const ECHO_TIME_MS: Quantity = {
  low: 1e-3,
  high: 2,
  unit: "s",
  written: [
    ["ms", 1e3],
    ["s", 1],
    ["us", 1e6],
  ],
};

// In microseconds it could not be told from the spectral width in Hz.
const DWELL_TIME = { low: 1e-5, high: 1e-2, unit: "s" };
/** Dwell time, asked for in s: spectral widths of 100 Hz to 100 kHz. */
export const DWELL_TIME_S: Quantity = {
  ...DWELL_TIME,
  written: [
    ["s", 1],
    ["ms", 1e3],
  ],
};
/** Dwell time, asked for in ms. */
export const DWELL_TIME_MS: Quantity = {
  ...DWELL_TIME,
  written: [
    ["ms", 1e3],
    ["s", 1],
  ],
};

// From 12 MHz, so that a field of 3, 7 or 11.7 T is not taken for a frequency.
const FREQUENCY = { low: 12, high: 1500, unit: "MHz" };
/** Frequency of the spectrometer, asked for in MHz. */
export const FREQUENCY_MHZ: Quantity = {
  ...FREQUENCY,
  written: [
    ["MHz", 1],
    ["Hz", 1e6],
  ],
};
/** Frequency of the spectrometer, asked for in Hz. */
export const FREQUENCY_HZ: Quantity = {
  ...FREQUENCY,
  written: [
    ["Hz", 1e6],
    ["MHz", 1],
  ],
};

/**
 * A header's number in the unit of `quantity`. One that cannot be in the unit that the format asks for, and can be
 * in exactly one of the others, is in that one (`ECHOT = .03` is seconds), and `note` says so, for the history.
 *
 * @throws InputError when it fits none of the units, or several of the others.
 */
export function quantitySettle(
  value: number,
  quantity: Quantity,
  where: { file: string; key: string },
): { value: number; note?: string } {
  const { low, high, unit, written } = quantity;
  const [asked, ...others] = written;
  const fits = ([, per]: readonly [string, number]): boolean => value / per >= low && value / per <= high;
  if (fits(asked)) return { value: value / asked[1] };
  const other = others.filter(fits);
  if (other.length === 1) {
    const [name, per] = other[0];
    return { value: value / per, note: `units: ${where.key} of ${value} taken as ${name}, not ${asked[0]}` };
  }
  const range = [low, high].map((bound) => Number((bound * asked[1]).toPrecision(6)));
  throw new InputError({
    ...where,
    value,
    expected: `${asked[0]} in [${range.join(", ")}]${unit === asked[0] ? "" : `, a ${unit === "s" ? "time" : "frequency"}`}`,
  });
}
