import { describe, expect, it } from "vitest";
import { boundedScratch, boundedSolve } from "../../lib/fit/boundedSolve.js";
import { randomSource } from "../../lib/signal/index.js";

describe("boundedSolve", () => {
  it("meets the conditions of the minimum: no slope where free, outwards at a limit", () => {
    const random = randomSource(4);
    const n = 12;
    const scratch = boundedScratch(n);
    let limits = 0;
    for (let draw = 0; draw < 200; draw++) {
      // Strongly correlated columns, as neighbouring lines are.
      const columns = Array.from({ length: n }, () => Array.from({ length: 20 }, () => 2 + random.normal()));
      const H = new Float64Array(n * n);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++)
          H[i * n + j] = columns[i].reduce((sum, v, k) => sum + v * columns[j][k], 0);
      const h = Float64Array.from({ length: n }, () => 20 * random.normal());
      const low = new Float64Array(n).fill(-0.3);
      const high = Float64Array.from({ length: n }, (_, k) => (k % 3 === 0 ? Infinity : 0.2));
      const x = new Float64Array(n);
      boundedSolve(H, h, n, x, low, high, new Int8Array(n), scratch);
      for (let i = 0; i < n; i++) {
        const slope = h[i] - x.reduce((sum, value, j) => sum + H[i * n + j] * value, 0);
        expect(x[i]).toBeGreaterThanOrEqual(low[i]);
        expect(x[i]).toBeLessThanOrEqual(high[i]);
        if (x[i] === low[i]) expect(slope).toBeLessThan(1e-9);
        else if (x[i] === high[i]) expect(slope).toBeGreaterThan(-1e-9);
        else expect(Math.abs(slope)).toBeLessThan(1e-9);
        if (x[i] === low[i] || x[i] === high[i]) limits++;
      }
    }
    // It would say little if few were at their limits.
    expect(limits).toBeGreaterThan(600);
  });
});
