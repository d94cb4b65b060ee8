import { InputError } from "../signal/index.js";

// The exponent's letter is D or E or, when it has three digits, may be left out; columns may touch (1.0-2.0).
const NUMBER = /[\s,;]*([+-]?(?:\d+\.?\d*|\.\d+))(?:[EeDd]([+-]?\d+)|([+-]\d{3})(?![\d.]))?/y;
const REST = /[\s,;]*/y;

/**
 * The numbers of a block of text, as Fortran and other programs write them.
 *
 * @param what - the block, for the error.
 * @throws InputError at the first thing that is no finite number (`NaN`, `*****`).
 */
export function samplesParse(text: string, file: string, what: string): Float64Array {
  const numbers: number[] = [];
  NUMBER.lastIndex = 0;
  let at = 0;
  for (let match = NUMBER.exec(text); match !== null; match = NUMBER.exec(text)) {
    at = NUMBER.lastIndex;
    const exponent = match[2] ?? match[3];
    numbers.push(Number(exponent === undefined ? match[1] : `${match[1]}e${exponent}`));
  }
  REST.lastIndex = at;
  REST.test(text);
  const rest = text.slice(REST.lastIndex, REST.lastIndex + 40);
  // The end-of-file mark of old systems may follow.
  if (rest !== "" && rest !== "\u001A") {
    const value = rest.split(/\s/, 1)[0];
    throw new InputError({
      file,
      key: `value ${numbers.length + 1} of ${what}`,
      value,
      expected: "a number",
    });
  }
  return Float64Array.from(numbers);
}
