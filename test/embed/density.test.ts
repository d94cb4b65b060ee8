import { describe, expect, it } from "vitest";
import { densityContours, densityGrid, densityOverlap, kernelDensity2d } from "../../lib/embed/index.js";
import type { Density } from "../../lib/embed/index.js";
import { randomSource } from "../../lib/signal/index.js";

function cloud(n: number, x: number, seed: number): Float32Array {
  const random = randomSource(seed);
  return Float32Array.from({ length: 2 * n }, (_, k) => random.normal() + (k % 2 === 0 ? x : 0));
}

function integral(density: Density, over = (_x: number, _y: number): boolean => true): number {
  const [columns, rows] = density.size;
  const stepX = (density.x[1] - density.x[0]) / (columns - 1);
  const stepY = (density.y[1] - density.y[0]) / (rows - 1);
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (over(density.x[0] + column * stepX, density.y[0] + row * stepY)) {
        sum += density.values[row * columns + column];
      }
    }
  }
  return sum * stepX * stepY;
}

/** Twice the signed area of a closed ring is the sum of its cross products: positive against the clock. */
function area(ring: [number, number][]): number {
  let sum = 0;
  for (let k = 1; k < ring.length; k++) sum += ring[k - 1][0] * ring[k][1] - ring[k][0] * ring[k - 1][1];
  return sum / 2;
}

describe("kernelDensity2d", () => {
  it("agrees with scipy", () => {
    // scipy.stats.gaussian_kde (Scott) of these six points at (0, 0), (1, 1), (3, 2)
    const points = Float32Array.from([0, 0, 1, 0.5, 2, 0, 0.5, 2, 3, 3, -1, 1]);
    const density = kernelDensity2d(points, { grid: { x: [0, 3], y: [0, 2], size: [4, 3] } });
    expect(density.values[0]).toBeCloseTo(0.0610737211, 7);
    expect(density.values[4 + 1]).toBeCloseTo(0.0595152726, 7);
    expect(density.values[2 * 4 + 3]).toBeCloseTo(0.0214652896, 7);
  });

  it("integrates to 1 over a grid that holds it", () => {
    const points = cloud(200, 0, 1);
    expect(integral(kernelDensity2d(points, { grid: densityGrid([points], { margin: 0.5 }) }))).toBeCloseTo(
      1,
      4,
    );
  });

  it("refuses points on one line", () => {
    const points = Float32Array.from([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(() => kernelDensity2d(points, { grid: densityGrid([points]) })).toThrow("not on one line");
  });
});

describe("densityOverlap", () => {
  it("is 1 with itself, 0 far away, and 2 Phi(-1) for two unit Gaussians two apart", () => {
    const near = cloud(20000, 0, 1);
    const shifted = near.map((value, k) => value + (k % 2 === 0 ? 2 : 0));
    const away = near.map((value) => value + 30);
    const grid = densityGrid([near, shifted, away], { size: 200 });
    const options = { grid, bandwidth: 0.15 };
    const [a, b, c] = [near, shifted, away].map((points) => kernelDensity2d(points, options));
    expect(densityOverlap(a, a)).toBeCloseTo(1, 3);
    expect(densityOverlap(a, c)).toBeLessThan(1e-6);
    // 2 Phi(-1) = 0.3173; the kernel widens the Gaussians by sqrt(1 + 0.15^2), which gives 0.3227
    expect(densityOverlap(a, b)).toBeCloseTo(0.3227, 2);
    expect(densityOverlap(b, a)).toBe(densityOverlap(a, b));
  });

  it("refuses grids that differ", () => {
    const [a, b] = [cloud(50, 0, 1), cloud(50, 1, 2)];
    const densities = [a, b].map((points) => kernelDensity2d(points, { grid: densityGrid([points]) }));
    expect(() => densityOverlap(densities[0], densities[1])).toThrow("same grid");
  });
});

describe("densityContours", () => {
  it("hold their mass: for a Gaussian, a disc of radius sqrt(-2 ln(1 - mass))", () => {
    const [x, y, size] = [
      [-6, 6],
      [-6, 6],
      [241, 241],
    ] as const;
    const values = Float64Array.from({ length: 241 * 241 }, (_, k) => {
      const [u, v] = [-6 + (k % 241) * 0.05, -6 + Math.floor(k / 241) * 0.05];
      return Math.exp(-(u * u + v * v) / 2) / (2 * Math.PI);
    });
    for (const { mass, level, rings } of densityContours({ x, y, size, values }, [0.5, 0.95])) {
      expect(rings.length).toBe(1);
      expect(rings[0][0]).toEqual(rings[0].at(-1));
      expect(area(rings[0]) / (-2 * Math.PI * Math.log(1 - mass))).toBeCloseTo(1, 2);
      expect(level).toBeCloseTo((1 - mass) / (2 * Math.PI), 3);
    }
  });

  it("run with the clock round a hole and close at the border", () => {
    const ringOf = (u: number, v: number): number => Math.exp(-((Math.hypot(u, v) - 2) ** 2) / 0.1);
    const values = Float64Array.from({ length: 81 * 81 }, (_, k) =>
      ringOf(-4 + (k % 81) * 0.1, -4 + Math.floor(k / 81) * 0.1),
    );
    const [contour] = densityContours({ x: [-4, 4], y: [-4, 4], size: [81, 81], values }, [0.8]);
    const areas = contour.rings.map(area).sort((a, b) => a - b);
    expect(areas.length).toBe(2);
    expect(areas[0]).toBeLessThan(0);
    expect(areas[1]).toBeGreaterThan(-areas[0]);

    const cut = { x: [0, 4], y: [0, 4], size: [41, 41] } as const;
    const quarter = Float64Array.from({ length: 41 * 41 }, (_, k) =>
      Math.exp(-((k % 41) ** 2 + Math.floor(k / 41) ** 2) / 200),
    );
    const [border] = densityContours({ ...cut, values: quarter }, [0.5]);
    expect(border.rings.length).toBe(1);
    expect(border.rings[0][0]).toEqual(border.rings[0].at(-1));
    expect(area(border.rings[0])).toBeGreaterThan(0);
  });

  it("join two high corners of a cell where its middle is high, and part them where it is low", () => {
    const corners = (values: number[]) =>
      ({ x: [0, 1], y: [0, 1], size: [2, 2], values: Float64Array.from(values) }) as const;
    // The level lies between the second and the third value: 0.55 below a middle of 0.575, 0.75 above one of 0.625.
    expect(densityContours(corners([1, 0.2, 0.2, 0.9]), [0.5])[0].rings.length).toBe(1);
    expect(densityContours(corners([1, 0.5, 0, 1]), [0.5])[0].rings.length).toBe(2);
  });
});
