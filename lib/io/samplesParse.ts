import { InputError } from "../signal/index.js";

// The exponent's letter is D or E or, when it has three digits, may be left out; columns may touch (1.0-2.0).
const NUMBER = /[\s,;]*([+-]?(?:\d+\.?\d*|\.\d+))(?:[EeDd]([+-]?\d+)|([+-]\d{3})(?![\d.]))?/y;
const DECIMAL_COMMA = /\d,(?=\d)/g;
const REST = /[\s,;]*/y;

/**
 * The numbers of a block of text, as Fortran and other programs write them. A comma between digits is a decimal one
 * where the block has no decimal point and its columns are parted otherwise (`1,5 2,5`).
 *
 * @param what - the block, for the error.
 * @throws InputError at the first thing that is no finite number (`NaN`, `*****`), and where commas may be decimal
 *   ones or part the columns (`12,34` on a line of its own).
 */
export function samplesParse(block: string, file: string, what: string): Float64Array {
  const text = decimalPoints(block, file, what);
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

function decimalPoints(block: string, file: string, what: string): string {
  if (block.includes(".") || !block.includes(",")) return block;
  const tokens = block.trim().split(/[\s;]+|,\s+/);
  const commas = tokens.map((token) => token.match(DECIMAL_COMMA)?.length ?? 0);
  // Several in one token part columns: 1,2,3. None between digits: `1, 2`.
  if (commas.some((count) => count > 1) || commas.every((count) => count === 0)) return block;
  const lines = block.trim().split(/[\r\n]+/);
  const columns = lines.some((line) => /\S(?:[ \t;]+|,\s+)\S/.test(line.trim()));
  // A fraction's digits before an exponent, or after a leading 0, are what no column of whole numbers has.
  const fractions = tokens.some((token) => /^[+-]?\d,\d+[ed]/i.test(token) || /^[+-]?0,\d/.test(token));
  if (columns || fractions) return block.replace(DECIMAL_COMMA, (digit) => `${digit[0]}.`);
  throw new InputError({
    file,
    key: what,
    value: lines[0],
    expected: "decimal points, or columns parted by blanks: these commas may be either",
  });
}
