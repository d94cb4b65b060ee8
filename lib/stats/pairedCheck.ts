/** Refuses two lists that are not pairs of finite numbers. @throws RangeError naming what is wrong. */
export function pairedCheck(a: readonly number[], b: readonly number[], least: number): void {
  if (a.length !== b.length) {
    throw new RangeError(`pairs are needed, got ${a.length} and ${b.length} values`);
  }
  if (a.length < least) throw new RangeError(`at least ${least} pairs are needed, got ${a.length}`);
  for (const values of [a, b]) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new RangeError(`value ${bad} is ${values[bad]}, expected a finite number`);
  }
}
