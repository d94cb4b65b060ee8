import { InputError } from "../signal/index.js";

/** Mass number by chemical symbol, where an element alone tells the nucleus that is measured. */
const MASS: Readonly<Record<string, number>> = {
  H: 1,
  PROTON: 1,
  D: 2,
  HE: 3,
  LI: 7,
  C: 13,
  N: 15,
  O: 17,
  F: 19,
  NA: 23,
  P: 31,
  XE: 129,
};
const SYMBOL: Readonly<Record<string, string>> = { PROTON: "H", D: "H" };

/**
 * A nucleus as NIfTI-MRS writes it, mass number then symbol in capitals (`1H`, `31P`, `23NA`), from any of its
 * spellings: `31p`, `P31`, `P-31`, `^31P`, `31 P`, `<1H>`, `H`, `proton`.
 *
 * @throws InputError when it is none.
 */
export function nucleusName(text: string, where: { file?: string; key: string }): string {
  const plain = text.toUpperCase().replace(/[\s\-_^<>'"{}()]/g, "");
  const found = /^(?:(\d{1,3})([A-Z]{1,6})|([A-Z]{1,6})(\d{1,3})?)$/.exec(plain);
  const word = found?.[2] ?? found?.[3] ?? "";
  const mass = Number(found?.[1] ?? found?.[4] ?? MASS[word]);
  const symbol = SYMBOL[word] ?? word;
  // A symbol that is not known here may still be one (35CL), with its mass number.
  if (!(mass >= 1 && mass <= 238) || symbol.length > 2) {
    throw new InputError({ ...where, value: text, expected: 'a nucleus, for example "1H" or "31P"' });
  }
  return `${mass}${symbol}`;
}
