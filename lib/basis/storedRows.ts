import { InputError } from "../signal/index.js";

/** One metabolite as its own file stores it. */
export interface StoredRow {
  file: string;
  name: string;
  re: ArrayLike<number>;
  im: ArrayLike<number>;
  /** What all rows have to share: dwell time, frequency, … */
  header: Readonly<Record<string, number | undefined>>;
}

/**
 * The samples of metabolites that came from a file each, as one block.
 *
 * @throws InputError when a file differs from the first in its number of samples or in its header.
 */
export function storedRows(rows: readonly StoredRow[]): {
  names: string[];
  re: Float64Array;
  im: Float64Array;
  shape: readonly [number, number];
} {
  const [first] = rows;
  const points = first.re.length;
  const re = new Float64Array(rows.length * points);
  const im = new Float64Array(rows.length * points);
  rows.forEach((row, k) => {
    const same = (key: string, value: number | undefined, other: number | undefined): void => {
      // Files print with six digits or more.
      if (value === other || Math.abs(value! - other!) <= 1e-5 * Math.abs(other!)) return;
      throw new InputError({ file: row.file, key, value, expected: `${other}, as in ${first.file}` });
    };
    same("number of samples", row.re.length, points);
    for (const [key, value] of Object.entries(row.header)) same(key, value, first.header[key]);
    re.set(row.re, k * points);
    im.set(row.im, k * points);
  });
  return { names: rows.map(({ name }) => name), re, im, shape: [rows.length, points] };
}
