import { InputError } from "../signal/index.js";
import { numberParse } from "./numberParse.js";

/** One namelist of an LCModel file, with the text between its end and the next namelist. */
export interface Namelist {
  /** Upper case: `SEQPAR`, `NMID`, `BASIS1`, `BASIS`. */
  name: string;
  /** Values by key in upper case; a list has several, a key without a value none. */
  values: ReadonlyMap<string, readonly string[]>;
  /** What follows its end: the samples, after `NMID` and `BASIS`. */
  data: string;
}

const START = /(?<!\S)[$&]([A-Za-z]\w*)/g;
const END = /(?:[$&][ \t]*end\b|[$&](?=\s|$)|\/(?=\s|$))/iy;
const BLANK = /(?:[\s,]|!.*)*/y;
const KEY = /([A-Za-z_]\w*)[ \t]*(?:\([^)\n]*\))?[ \t]*=/y;
// A quote is doubled inside a quoted value; one that is not closed ends with its line.
const QUOTED = /'((?:[^'\n]|'')*)(?:'|(?=\n|$))|"((?:[^"\n]|"")*)(?:"|(?=\n|$))/y;
const BARE = /[^\s,$&]+/y;

/**
 * The Fortran namelists of a text file, in the order they stand. Read are the dialects that LCModel, FID-A,
 * spant, Osprey and FSL-MRS write: `$` or `&`, an end of `$END`, `&end`, `$` or `/`, on a line of its own or
 * not; keys in either case, with or without commas and blanks; values in quotes or bare, none at all, or lists.
 *
 * @throws InputError when a namelist does not end.
 */
export function namelistParse(text: string, file: string): Namelist[] {
  const lines = text.replace(/\r\n?/g, "\n");
  const found: { name: string; values: Map<string, string[]>; from: number; to: number }[] = [];
  START.lastIndex = 0;
  for (let start = START.exec(lines); start !== null; start = START.exec(lines)) {
    const name = start[1].toUpperCase();
    if (name === "END") continue; // a second end, which some writers leave
    const { values, end } = entries(lines, START.lastIndex, `namelist ${name}`, file);
    found.push({ name, values, from: start.index, to: end });
    START.lastIndex = end;
  }
  return found.map(({ name, values, to }, k) => ({
    name,
    values,
    data: lines.slice(to, found[k + 1]?.from ?? lines.length),
  }));
}

function entries(
  text: string,
  from: number,
  what: string,
  file: string,
): { values: Map<string, string[]>; end: number } {
  const values = new Map<string, string[]>();
  let at = from;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  let list: string[] = [];
  for (;;) {
    take(BLANK);
    if (take(END) !== null) return { values, end: at };
    const key = take(KEY);
    if (key !== null) {
      list = [];
      values.set(key[1].toUpperCase(), list);
      continue;
    }
    const quoted = take(QUOTED);
    if (quoted !== null) {
      list.push((quoted[1]?.replaceAll("''", "'") ?? quoted[2].replaceAll('""', '"')).trim());
      continue;
    }
    const bare = take(BARE);
    if (bare === null) throw new InputError({ file, key: what, value: "open", expected: "an end ($END)" });
    list.push(bare[0]);
  }
}

/** The text of a namelist's key, without quotes that are part of it; `undefined` when there is none. */
export function namelistText({ values }: Namelist, key: string): string | undefined {
  const text = values.get(key)?.[0]?.replace(/^['"\s]+|['"\s]+$/g, "");
  return text === "" ? undefined : text;
}

/**
 * The number of a namelist's key (`1.5D-3` is 1.5e-3); `undefined` when there is none. A comma is a namelist's
 * separator, so that `127,75` came apart into two whole numbers: as the value of one key it is 127.75.
 *
 * @throws InputError when it is no number.
 */
export function namelistNumber(namelist: Namelist, key: string, file: string): number | undefined {
  const parts = namelist.values.get(key) ?? [];
  const decimalComma = parts.length === 2 && /^[+-]?\d+$/.test(parts[0]) && /^\d/.test(parts[1]);
  const text = decimalComma ? parts.join(",") : namelistText(namelist, key);
  if (text === undefined) return undefined;
  const value = numberParse(text);
  if (!Number.isFinite(value)) {
    throw new InputError({ file, key: `${key} of ${namelist.name}`, value: text, expected: "a number" });
  }
  return value;
}
