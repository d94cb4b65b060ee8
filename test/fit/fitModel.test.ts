import { describe, expect, it } from "vitest";
import { fitModel } from "../../lib/fit/fitModel.js";
import { randomSource } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

describe("fitModel", () => {
  const random = randomSource(21);
  const points = 256;
  const header = { dwellTime: 1 / 2000, spectrometerFrequency: 127.7, referencePpm: 4.68, nucleus: "1H" };
  /** A line at so many Hz from the middle that falls by so many a second. */
  function line(frequency: number, rate: number): { re: Float64Array; im: Float64Array } {
    const at = (part: (angle: number) => number): Float64Array =>
      Float64Array.from({ length: points }, (_, t) => {
        const time = t * header.dwellTime;
        return part(2 * Math.PI * frequency * time) * Math.exp(-rate * time);
      });
    return { re: at(Math.cos), im: at(Math.sin) };
  }
  const samples = (): Float32Array => Float32Array.from({ length: points }, () => random.normal());
  const stack: FidStack = { ...header, history: [], re: samples(), im: samples(), shape: [1, points] };

  it.each([false, true])("derives what finite differences give, complex residual %s", (complex) => {
    const model = fitModel({
      stack,
      ppmRange: [0.2, 4],
      complex,
      components: [
        { ...line(-200, 20), group: 0, relaxation: 2 },
        { ...line(-340, 30), group: 0, relaxation: 3 },
        { ...line(-420, 200), group: 1, relaxation: 0 },
      ],
      shift: 1.5,
      lineshaped: [true, false],
      lineshape: 5,
      baseline: { kind: "none" },
    });
    const amplitudes = Float64Array.of(2, 3, 5);
    const { layout, rows } = model;
    const at = Float64Array.from({ length: layout.count }, () => 0.1 + 0.05 * random.normal());
    at[layout.gaussian] = 20;
    at[layout.relaxation] = 0.7;
    const difference = (parameters: Float64Array): Float64Array => {
      model.evaluate(parameters);
      return model.data.map((value, k) =>
        amplitudes.reduce((sum, amplitude, i) => sum + amplitude * model.columns[i * rows + k], -value),
      );
    };
    difference(at);
    model.derive(amplitudes);
    const jacobian = model.jacobian.slice();
    for (let i = 0; i < layout.count; i++) {
      const step = 1e-4 * (1 + at[i]);
      const [less, more] = [-step, step].map((by) => difference(at.map((v, k) => (k === i ? v + by : v))));
      const row = jacobian.subarray(i * rows, (i + 1) * rows);
      const size = Math.max(...row.map(Math.abs));
      expect(size, `parameter ${i}`).toBeGreaterThan(0);
      row.forEach((value, k) => {
        // Second-order differences err by their step squared.
        expect(Math.abs((more[k] - less[k]) / (2 * step) - value), `parameter ${i}`).toBeLessThan(
          1e-5 * size,
        );
      });
    }
  });

  it("gives the same real part by two routes, and the phase back", () => {
    // Zero-filled twofold by packed real transforms, or not filled and complex: every second point is the same.
    const components = [line(-200, 20), line(-340, 30), line(-420, 200)].map((own) => ({
      ...own,
      group: 0,
      relaxation: 0,
    }));
    const [real, complex] = [false, true].map((complex) =>
      fitModel({
        ...{ stack, ppmRange: [0, 4.2], complex, components, shift: 0 },
        ...{ lineshaped: [false], lineshape: 1, baseline: { kind: "none" } },
      }),
    );
    const at = new Float64Array(real.layout.count).fill(0.4);
    real.evaluate(at);
    complex.evaluate(at);
    const offset = real.ppm.findIndex((ppm) => Math.abs(ppm - complex.ppm[0]) < 1e-9);
    expect(offset).toBeGreaterThanOrEqual(0);
    for (let k = 0; k < complex.ppm.length && offset + 2 * k < real.ppm.length; k++) {
      for (let i = 0; i < 3; i++) {
        expect(real.columns[i * real.rows + offset + 2 * k]).toBeCloseTo(
          complex.columns[i * complex.rows + k],
          9,
        );
      }
      expect(real.data[offset + 2 * k]).toBeCloseTo(complex.data[k], 9);
    }
  });
});
