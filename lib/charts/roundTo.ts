/** The multiple of a power of ten nearest to a value, without the tail that binary fractions leave. */
export function roundTo(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}
