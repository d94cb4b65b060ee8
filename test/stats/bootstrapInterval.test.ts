import { describe, expect, it } from "vitest";
import { mean } from "simple-statistics";
import { bootstrapInterval, randomSource } from "mrs-synth";

describe("bootstrapInterval", () => {
  it("holds the mean of a normal sample as wide as theory: +-1.96 SD / sqrt(n)", () => {
    const random = randomSource(1);
    const sample = Array.from({ length: 400 }, () => 5 + 2 * random.normal());
    const { value, low, high } = bootstrapInterval(sample, (part) => mean([...part]), { random });
    expect(value).toBe(mean(sample));
    // 2 x 1.96 x 2 / sqrt(400) = 0.392; the sample's own SD and 1,000 resamples move it by a few per cent
    expect(high - low).toBeGreaterThan(0.34);
    expect(high - low).toBeLessThan(0.45);
  });

  it("covers the truth in about 95 of 100 samples", () => {
    const random = randomSource(2);
    const trials = 200;
    let held = 0;
    for (let k = 0; k < trials; k++) {
      const sample = Array.from({ length: 60 }, () => random.normal());
      const { low, high } = bootstrapInterval(sample, (part) => mean([...part]), { random, resamples: 300 });
      if (low <= 0 && high >= 0) held++;
    }
    // binomial SD of 200 trials at .95 is .015
    expect(held / trials).toBeGreaterThan(0.89);
    expect(held / trials).toBeLessThan(0.995);
  });

  it("refuses an empty sample", () => {
    expect(() => bootstrapInterval([], () => 0, { random: randomSource(1) })).toThrow(RangeError);
  });
});
