import { expect, test, vi } from "vitest";

test("a baseline is the same to the last bit whatever was made before it", async () => {
  const axis = (low: number): Float64Array => Float64Array.from({ length: 60 }, (_, k) => low + k * 0.0123);
  const baseline = { kind: "spline", knotSpacing: 0.15 } as const;
  const columns = async (...lows: number[]): Promise<Float64Array> => {
    vi.resetModules();
    const { baselineBasis } = await import("../../lib/fit/baselineBasis.js");
    return lows.map((low) => baselineBasis(baseline, axis(low), false)).at(-1)!.columns;
  };
  // Two scans whose bins lie a little apart, as with a frequency set anew for each
  expect(await columns(0.5013, 0.5)).toEqual(await columns(0.5));
});
