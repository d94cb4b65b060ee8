/**
 * A number as programs and people of all countries write it: a decimal comma (`127,75`) or point, Fortran's
 * exponent (`1.5D-3`). A comma is never taken for one of thousands: `127,743,834` is no number here.
 *
 * @returns NaN for text that is no number, or empty.
 */
export function numberParse(text: string): number {
  const plain = text
    .trim()
    .replace(/^([+-]?\d*),(\d+(?:[ed][+-]?\d+)?)$/i, "$1.$2")
    .replace(/d(?=[+-]?\d+$)/i, "e");
  return plain === "" ? NaN : Number(plain);
}
