import { describe, expect, it } from "vitest";
import { editedFit, fitSum, presetsCompare, spectrumFit } from "../../lib/fit/index.js";
import type { FitOptions, FitPresetName, FitResult, PresetRow } from "../../lib/fit/index.js";
import { randomSource, stackConcat, stackSelect, stackShift, stackZeroFill } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";
import {
  added,
  BESIDE_THE_MODEL,
  EVERYTHING,
  fitted,
  gaussianLine,
  highest,
  noisy,
  seen,
  subjects,
  SUMS,
} from "./simulated.js";

const press = subjects("press-te35", 2, 3, BESIDE_THE_MODEL);
const real = subjects("press-te35", 2, 5, EVERYTHING);
const [basis] = press.shared.basis;
/** Mean of fitted over true, less 1, of each sum, and the mean bound of one, both in percent. */
function biases(of: typeof press, noise: number): Record<string, { bias: number; bound: number }> {
  const found = Object.fromEntries(Object.keys(SUMS).map((sum) => [sum, { bias: 0, bound: 0 }]));
  const n = of.cohort.length;
  for (const subject of of.cohort) {
    const random = randomSource(11).fork(subject.id);
    const fit = spectrumFit(
      noisy(subject.clean, 0, noise * subject.truth.noiseSd, random),
      of.shared.basis[0],
    );
    expect(fit.converged).toBe(true);
    expect(fit.residualOverNoise).toBeGreaterThan(0.8);
    // At a quarter of the noise what the fit has no terms for shows: lipids of any phase, lines that lean.
    expect(fit.residualOverNoise).toBeLessThan(noise < 0.5 ? 2.5 : noise < 1 ? 1.6 : 1.25);
    for (const [sum, names] of Object.entries(SUMS)) {
      const truth = names.reduce((total, name) => total + seen(of.shared, subject, name), 0);
      found[sum].bias += (100 * (fitted(fit, names) / truth - 1)) / n;
      found[sum].bound += fitSum(fit, names)!.crlbPercent / n;
    }
  }
  return found;
}

describe("spectrumFit on simulated truth", () => {
  it("is unbiased within 2 % at a quarter, half and all of the noise of a scan of 64 averages", () => {
    // Everything that is in a subject's FID: lines that lean, water suppression, macromolecules, lipids of any phase.
    for (const noise of [0.25, 0.5, 1]) {
      for (const [sum, { bias, bound }] of Object.entries(biases(real, noise))) {
        // The mean of ten scatters by its bound over sqrt(10)
        expect(Math.abs(bias), `${sum} at ${noise}`).toBeLessThan(2 + (2 * bound) / Math.sqrt(10));
      }
    }
  });

  it("is exact without noise, with the literature's T2 and with none", () => {
    const { clean } = press.cohort[0];
    const names = basis.names.filter((name) => !name.startsWith("MM"));
    const points = clean.shape[1];
    for (const share of [0, 1]) {
      const re = new Float32Array(points);
      const im = new Float32Array(points);
      const amount = (k: number): number => 1 + (k % 5);
      names.forEach((name, k) => {
        const row = basis.names.indexOf(name);
        const [grey, white] = press.shared.tissue[name].t2;
        const rate = share / ((2 * grey + white) / 3);
        for (let t = 0; t < points; t++) {
          const time = t * clean.dwellTime;
          const value = amount(k) * Math.exp(-rate * time - 12 * time - (10 * time) ** 2);
          re[t] += value * basis.re[row * basis.shape[1] + t];
          im[t] += value * basis.im[row * basis.shape[1] + t];
        }
      });
      const fit = spectrumFit({ ...clean, re, im, shape: [1, points], labels: undefined }, basis);
      expect(fit.relaxation).toBeCloseTo(share, 2);
      // exp(-(10 t)^2) is a Gaussian line of 10 x 2 sqrt(ln 2) / pi Hz.
      expect(fit.gaussian / ((20 * Math.sqrt(Math.LN2)) / Math.PI)).toBeCloseTo(1, 1);
      names.forEach((name, k) => {
        // Amounts that no brain has: what is left of the priors on weak metabolites pulls by less than .5 %.
        expect(Math.abs(fitted(fit, [name]) / amount(k) - 1), `${name} at ${share}`).toBeLessThan(0.005);
      });
    }
  });

  /** SD over noise draws over the mean bound, of each sum. */
  function scatter(of: number, noise: number, options: FitOptions): Record<string, number> {
    const subject = press.cohort[of];
    const random = randomSource(12);
    const draws = 80;
    const values: Record<string, number[]> = {};
    const bounds: Record<string, number> = {};
    for (let draw = 0; draw < draws; draw++) {
      const fit = spectrumFit(noisy(subject.clean, 0, noise * subject.truth.noiseSd, random), basis, options);
      for (const [sum, names] of Object.entries(SUMS)) {
        const { amplitude, crlb } = fitSum(fit, names)!;
        (values[sum] ??= []).push(amplitude);
        bounds[sum] = (bounds[sum] ?? 0) + crlb / draws;
      }
    }
    return Object.fromEntries(
      Object.entries(values).map(([sum, all]) => {
        const mean = all.reduce((total, value) => total + value, 0) / draws;
        const power = all.reduce((total, value) => total + (value - mean) ** 2, 0);
        return [sum, Math.sqrt(power / (draws - 1)) / bounds[sum]];
      }),
    );
  }

  it("has the same amplitudes and bounds for a FID that was filled with zeros, and bounds of a shorter one that fit", () => {
    const [subject] = press.cohort;
    const stack = noisy(subject.clean, 0, subject.truth.noiseSd, randomSource(13));
    const of = (fid: FidStack): FitResult => spectrumFit(fid, basis);
    const [plain, filled] = [of(stack), of(stackZeroFill(stack, 4 * stack.shape[1]))];
    expect(filled.components).toEqual(plain.components);
    // Three quarters of the samples hold all of the signal, and are filled to the same power of two.
    const samples = 0.75 * stack.shape[1];
    const [re, im] = [stack.re, stack.im].map((part) => part.slice(0, samples));
    const short = of({ ...stack, re, im, shape: [1, samples] });
    for (const names of Object.values(SUMS)) {
      const ratio = fitSum(short, names)!.crlb / fitSum(plain, names)!.crlb;
      // sqrt(0.75) = 0.87 where filled points counted
      expect(Math.abs(ratio - 1), names[0]).toBeLessThan(0.1);
    }
  });

  it("scatters over noise draws as its Cramer-Rao bound says, within 20 %", () => {
    const [low, high] = [0, 3].map((subject) => scatter(subject, 1, {}));
    for (const sum of Object.keys(SUMS)) {
      // The SD of 80 draws is known to 8 %, the mean of two subjects' to 6 %.
      for (const ratio of [low[sum], high[sum]]) {
        expect(ratio, sum).toBeGreaterThan(0.8);
        expect(ratio, sum).toBeLessThan(1.2);
      }
      expect(Math.abs((low[sum] + high[sum]) / 2 - 1), sum).toBeLessThan(0.12);
    }
  });

  it("finds shift and phase that the scan was given, and the same amplitudes", () => {
    const subject = press.cohort[1];
    const still = noisy(subject.clean, 0, 0.1 * subject.truth.noiseSd, randomSource(13));
    const plain = spectrumFit(still, basis);
    const moved = spectrumFit(stackShift(still, { frequency: 9, phase: 1.2 }), basis);
    expect(moved.phase0 - plain.phase0).toBeCloseTo(1.2, 2);
    expect(moved.components[0].shift - plain.components[0].shift).toBeCloseTo(9, 1);
    for (const names of Object.values(SUMS)) {
      expect(fitted(moved, names) / fitted(plain, names)).toBeCloseTo(1, 2);
    }
  });

  it("gives curves that add up, in the data's own scale", () => {
    const still = noisy(press.cohort[2].clean, 0, press.cohort[2].truth.noiseSd, randomSource(14));
    const fit = spectrumFit(still, basis, { preset: "osprey" });
    const { ppm, data, fit: model, baseline, residual, components } = fit.spectra;
    const points = ppm.length;
    const scale = Math.max(...data);
    for (let k = 0; k < points; k += 17) {
      let sum = baseline[k];
      for (let i = 0; i < fit.components.length; i++) sum += components[i * points + k];
      expect(Math.abs(sum - model[k])).toBeLessThan(1e-5 * scale);
      expect(data[k] - model[k]).toBeCloseTo(residual[k], 6);
    }
    expect(fit.lineshape!.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  });

  it("pulls a pair of amplitudes to the ratio it is told, as far as the weight goes", () => {
    const still = noisy(press.cohort[2].clean, 0, press.cohort[2].truth.noiseSd, randomSource(20));
    const ratio = (softWeight: number): number => {
      const softConstraints = [{ of: "NAAG", to: "NAA", ratio: 0.6 }];
      const fit = spectrumFit(still, basis, { softConstraints, softWeight });
      return fitted(fit, ["NAAG"]) / fitted(fit, ["NAA"]);
    };
    const [free, pulled, tied] = [0, 0.05, 10].map(ratio);
    expect(free).toBeLessThan(0.4);
    expect(pulled).toBeGreaterThan(free + 0.02);
    expect(tied).toBeCloseTo(0.6, 2);
  });

  it("takes real or complex residuals to the same amplitudes", () => {
    // Both hold the same information; only the baselines differ, and here there is none to find.
    const still = noisy(press.cohort[3].clean, 0, 0.05 * press.cohort[3].truth.noiseSd, randomSource(15));
    const [real, complex] = (["real", "complex"] as const).map((residual) =>
      spectrumFit(still, basis, { residual, baseline: { kind: "none" } }),
    );
    for (const names of Object.values(SUMS)) {
      expect(fitted(complex, names) / fitted(real, names)).toBeCloseTo(1, 2);
    }
  });

  it("tells lipids from NAA and lactate, and says where they are of no kind that it knows", () => {
    const still = noisy(press.cohort[0].clean, 0, press.cohort[0].truth.noiseSd, randomSource(21));
    const height = highest(still);
    const naa = fitted(spectrumFit(still, basis), ["NAA", "NAAG"]);
    // As high as NAA, at LCModel's place or .02 ppm away from it, as wide as it has them and twice that.
    for (const [ppm, width, size] of [
      [1.28, 0.1, 0.5],
      [1.3, 0.15, 1],
      [1.26, 0.3, 1],
    ]) {
      const lipid = gaussianLine(still, ppm, width);
      const fit = spectrumFit(added(still, lipid, (size * height) / highest(lipid)), basis);
      expect(Math.abs(fitted(fit, ["NAA", "NAAG"]) / naa - 1), `${width} ppm`).toBeLessThan(0.03);
      expect(fitted(fit, ["Lac"])).toBeLessThan(0.1 * naa);
      expect(fit.flags.join()).not.toContain("times the noise");
    }
    const foreign = gaussianLine(still, 1.5, 0.05);
    const { flags } = spectrumFit(added(still, foreign, (0.3 * height) / highest(foreign)), basis);
    const [times, at] = /residual ([\d.]+) times the noise at ([\d.]+) ppm/.exec(flags.join())!.slice(1);
    expect(Number(times)).toBeGreaterThan(3);
    expect(Math.abs(Number(at) - 1.5)).toBeLessThan(0.1);
  });

  it("lets the data choose a stiff baseline where there is none and a soft one where there is", () => {
    const still = noisy(press.cohort[4].clean, 0, press.cohort[4].truth.noiseSd, randomSource(18));
    const baseline = { kind: "penalised", knotSpacing: 0.1, dimensionPerPpm: "auto" } as const;
    const flat = spectrumFit(still, basis, { baseline });
    // Two broad humps, 0.4 ppm wide, that no component has: FIDs of 3 ms.
    const { dwellTime, spectrometerFrequency, referencePpm } = still;
    const size = Math.hypot(still.re[1], still.im[1]);
    const humped = { ...still, re: still.re.slice(), im: still.im.slice() };
    for (const [ppm, sign] of [
      [3.4, 1],
      [2.6, -1],
      [1.4, 1],
    ]) {
      for (let t = 0; t < 60; t++) {
        const angle = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * t * dwellTime;
        const value = 2 * size * sign * Math.exp(-(((t * dwellTime) / 0.005) ** 2));
        humped.re[t] += value * Math.cos(angle);
        humped.im[t] += value * Math.sin(angle);
      }
    }
    const soft = spectrumFit(humped, basis, { baseline });
    expect(flat.baselineDimension).toBeLessThan(9);
    expect(soft.baselineDimension).toBeGreaterThan(flat.baselineDimension);
  });

  it("does not take lines that it has not quite right for a baseline", () => {
    // At a tenth of the noise, a twentieth of mI and Glu .02 ppm from their place: lines are wrong, there is no baseline.
    // Counted as if every row were independent, the softest baseline that was on offer would be chosen.
    const { clean, truth } = press.cohort[4];
    const wrong = ["mI", "Glu"].reduce(
      (stack, name) => {
        const row = basis.names.indexOf(name) * basis.shape[1];
        const line = {
          ...stackSelect(clean, [0]),
          re: Float32Array.from(basis.re.subarray(row, row + basis.shape[1])),
          im: Float32Array.from(basis.im.subarray(row, row + basis.shape[1])),
        };
        return added(stack, stackShift(line, { frequency: 2.5 }), 0.05 * truth.concentrations[name]);
      },
      stackSelect(clean, [0]),
    );
    const { baselineDimension } = spectrumFit(noisy(wrong, 0, 0.1 * truth.noiseSd, randomSource(22)), basis);
    expect(baselineDimension).toBeLessThan(5);
  });

  it("says so when there is nothing to fit", () => {
    const random = randomSource(16);
    const clean = press.cohort[0].clean;
    const silent = { ...clean, re: new Float32Array(clean.re.length), im: new Float32Array(clean.im.length) };
    const fit = spectrumFit(noisy(silent, 0, 1, random), basis);
    expect(fit.flags.length).toBeGreaterThan(0);
    expect(fit.components.every(({ crlbPercent }) => crlbPercent > 10)).toBe(true);
    expect(spectrumFit(silent, basis).converged).toBe(false);
    const unmeasured = { ...silent, re: silent.re.map(() => NaN) };
    expect(spectrumFit(unmeasured, basis).converged).toBe(false);
  });

  it("refuses several FIDs, an unknown preset and a basis of another field", () => {
    const { clean } = press.cohort[0];
    expect(() => spectrumFit(stackConcat([clean, clean]), basis)).toThrow("average first");
    expect(() => spectrumFit(clean, basis, { preset: "lcm" as FitPresetName })).toThrow("one of default");
    const strong = { ...basis, header: { ...basis.header, spectrometerFrequency: 297 } };
    expect(() => spectrumFit(clean, strong)).toThrow("within 1 %");
  });
});

describe("editedFit on simulated truth", () => {
  it("gives GABA+ and Glx within 2 % and their bounds, at half and all of the noise of 160 + 160 transients", () => {
    const mega = subjects("default", 2, 4, EVERYTHING);
    const [off, on] = mega.shared.basis;
    for (const noise of [0.5, 1]) {
      const sums = { "GABA+": { bias: 0, bound: 0 }, Glx: { bias: 0, bound: 0 } };
      const n = mega.cohort.length;
      for (const subject of mega.cohort) {
        const random = randomSource(17).fork(subject.id);
        const sd = (noise * subject.truth.noiseSd) / Math.sqrt(160);
        const without = noisy(subject.clean, 0, sd, random);
        const withEdit = noisy(subject.clean, 1, sd, random);
        const difference = {
          ...withEdit,
          re: withEdit.re.map((value, k) => value - without.re[k]),
          im: withEdit.im.map((value, k) => value - without.im[k]),
        };
        const fit = editedFit(without, difference, { off, on }, { coEdited: "free" });
        // A proton mM of MM3co is half a unit of its two-proton component.
        const gaba = seen(mega.shared, subject, "GABA") + subject.truth.macromolecules.MM3co / 2;
        const glx = seen(mega.shared, subject, "Glu") + seen(mega.shared, subject, "Gln");
        for (const [sum, names, truth] of [
          ["GABA+", ["GABA", "MM3co"], gaba],
          ["Glx", ["Glu", "Gln"], glx],
        ] as const) {
          const { amplitude, crlbPercent } = fitSum(fit.difference, names)!;
          sums[sum].bias += (100 * (amplitude / truth - 1)) / n;
          sums[sum].bound += crlbPercent / n;
        }
      }
      for (const [sum, { bias, bound }] of Object.entries(sums)) {
        expect(Math.abs(bias), `${sum} at ${noise}`).toBeLessThan(2 + (2 * bound) / Math.sqrt(n));
      }
    }
  });
});

describe("presetsCompare", () => {
  it("quotes a spread over presets beside each bound, and shows what makes them differ", () => {
    const { clean, truth } = real.cohort[0];
    const rows = presetsCompare(noisy(clean, 0, truth.noiseSd, randomSource(19)), basis);
    expect(new Set(rows.map(({ method }) => method)).size).toBe(6);
    const of = (quantity: string): PresetRow[] => rows.filter((row) => row.quantity === quantity);
    const ratio = (quantity: string, method: string): number =>
      of(quantity).find((row) => row.method === method)!.value;
    const three = ["default", "osprey", "fsl-mrs"].map((method) => ratio("Glx", method));
    const mean = three.reduce((sum, value) => sum + value, 0) / 3;
    const sd = Math.sqrt(three.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect(of("Glx")[0].spreadPercent).toBeCloseTo((100 * sd) / mean, 9);
    for (const quantity of ["tNAA", "tCho", "mI", "Glx"]) {
      // Bounds of 1 to 2 %, where presets are 4 to 11 % apart
      for (const { crlbPercent, spreadPercent } of of(quantity)) {
        expect(crlbPercent).toBeLessThan(3);
        expect(spreadPercent).toBeGreaterThan(crlbPercent);
      }
    }
    // Of its three parts the baseline is what moves tNAA most: 10 %, macromolecules 5 %, lineshape 2 %.
    const [baseline, macromolecules, lineshape] = [
      "osprey, baseline of default",
      "osprey, macromolecules of default",
      "osprey, no free lineshape",
    ].map((method) => Math.abs(ratio("tNAA", method) / ratio("tNAA", "osprey") - 1));
    expect(baseline).toBeGreaterThan(macromolecules);
    expect(macromolecules).toBeGreaterThan(lineshape);
  });
});
