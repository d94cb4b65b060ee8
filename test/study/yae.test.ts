import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  EDIT_ON,
  fig21bPhantoms,
  fig21Heatmap,
  generalisedGaussianFit,
  noiseSignalFree,
  phantomAverage,
  phantomFit,
  phantomSeries,
  phantomsRead,
  randomSource,
  spinSystem,
  spinSystemVary,
  stackSelect,
  writeNiftiMrs,
  yAutoencoderScalars,
  YAE_FIT,
  YAE_TRIVIAL,
  yaeModel,
  yaePosteriorRows,
  yaeSet,
  yaeSettings,
  yaeSpectra,
  yaeStudy,
} from "mrs-synth";
import type { YaeResult, YaeSettings } from "mrs-synth";

const quick = yaeSettings("quick");
const settings: YaeSettings = {
  ...quick,
  pool: 1,
  chunk: 512,
  validation: 128,
  networks: [
    { design: "y", basis: "single", noise: "GG" },
    { design: "encoder", basis: "single", noise: "GG" },
  ],
  network: {
    ...quick.network,
    encoder: [256, 128],
    decoder: [64, 256],
    latent: 32,
    batchSize: 16,
    epochs: 10,
  },
  phantoms: { ...quick.phantoms, series: ["E1", "E2"], bases: 1 },
};
const set = yaeSet(settings);
const folder = mkdtempSync(join(tmpdir(), "mrs-synth-yae-"));
let result: YaeResult;

beforeAll(async () => {
  result = await yaeStudy(set, settings, { cache: folder });
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true }));

describe("the stream of training spectra", () => {
  const spectra = yaeSpectra([set.single], settings, "ADC");
  const { x, clean, amounts } = spectra.make(64, randomSource(4));
  const width = 4 * spectra.points;

  it("is the same for the same source, and other spectra for another", () => {
    expect(spectra.make(8, randomSource(4)).x).toEqual(spectra.make(8, randomSource(4)).x);
    expect(spectra.make(8, randomSource(4)).amounts).not.toEqual(spectra.make(8, randomSource(5)).amounts);
  });

  it("divides spectra by their largest magnitude and amounts by the largest of them", () => {
    for (let i = 0; i < 64; i++) {
      const row = x.subarray(i * width, (i + 1) * width);
      let largest = 0;
      for (const c of [0, 2]) {
        for (let k = 0; k < spectra.points; k++) {
          const [re, im] = [row[c * spectra.points + k], row[(c + 1) * spectra.points + k]];
          largest = Math.max(largest, Math.hypot(re, im));
        }
      }
      expect(largest).toBeCloseTo(1, 5);
      expect(Math.max(...amounts.subarray(5 * i, 5 * i + 5))).toBe(1);
    }
  });

  it("has the noise that its posterior says", () => {
    const [{ posterior }] = set.noise;
    const gg = yaeSpectra([set.single], settings, posterior).make(64, randomSource(4));
    const noise = gg.x.map((value, k) => value - gg.clean[k]);
    const found = generalisedGaussianFit(noise);
    const middle = (values: Float64Array): number => [...values].sort((a, b) => a - b)[values.length >> 1];
    // The posterior is some percent wide, and x is divided by a magnitude that holds noise itself
    expect(Math.abs(found.shape / middle(posterior.shape) - 1)).toBeLessThan(0.08);
    expect(Math.abs(found.scale / middle(posterior.scale) - 1)).toBeLessThan(0.1);
    // ADC: Gaussian in each spectrum, with an SD that differs from spectrum to spectrum
    const one = x.subarray(0, width).map((value, k) => value - clean[k]);
    expect(Math.abs(generalisedGaussianFit(one).shape - 2)).toBeLessThan(0.4);
  });
});

describe("phantoms", () => {
  it("are other scans than those whose noise is learned", () => {
    const calibration = phantomSeries(settings, randomSource(settings.seed).fork("calibration"));
    const fids = new Set(calibration.map(({ stack }) => stack.re[0]));
    expect(set.phantoms.some(({ stack }) => fids.has(stack.re[0]))).toBe(false);
    expect(set.phantoms).toHaveLength(2 * settings.phantoms.steps);
  });

  it("have noise that is not Gaussian, and the fit finds what is in ideal ones", () => {
    const values = noiseSignalFree(set.phantoms.map(({ stack }) => stack));
    expect(generalisedGaussianFit(values).shape).toBeLessThan(1.6);
    const nothing: [number, number] = [0, 0];
    const ideal = phantomSeries(
      {
        ...settings,
        phantoms: {
          ...settings.phantoms,
          variation: { shift: 0, coupling: 0 },
          skew: nothing,
          water: nothing,
          noise: [1e-4, 1e-4],
          spurious: { lines: 0, height: 0 },
        },
      },
      randomSource(1),
    );
    const { concentrations, stack } = ideal[3];
    const fitted = phantomFit(stack, set.single, settings.ppmRange);
    // The model is the very one: what is left is where the search ends
    settings.metabolites.forEach((name, m) =>
      expect(Math.abs(fitted[m] / concentrations[name] - 1), name).toBeLessThan(0.02),
    );
  });

  it("are read from a folder with their concentrations", async () => {
    const home = join(folder, "measured");
    mkdirSync(home);
    const [, scan] = set.phantoms;
    await writeNiftiMrs(scan.stack, join(home, "one.nii.gz"));
    await expect(phantomsRead(home)).rejects.toThrow("concentrations.json");
    const truth = { "one.nii.gz": { series: "E1", concentrations: scan.concentrations } };
    writeFileSync(join(home, "concentrations.json"), JSON.stringify(truth));
    const [read] = await phantomsRead(home);
    expect(read).toMatchObject({ series: "E1", id: "one.nii.gz", concentrations: scan.concentrations });
    expect(read.stack.shape).toEqual(scan.stack.shape);
    expect([...read.stack.labels!]).toEqual([0, EDIT_ON]);
    const fitted = phantomFit(read.stack, set.single, settings.ppmRange);
    // Reading, classifying and referencing change nothing but phase and frequency, which the fit finds itself
    const before = phantomFit(scan.stack, set.single, settings.ppmRange);
    const naa = settings.metabolites.indexOf("NAA");
    expect(Math.abs(fitted[naa] / before[naa] - 1)).toBeLessThan(0.05);
  });
});

describe("phantoms in the layout of MRSNet's benchmark set", () => {
  const home = join(folder, "benchmark");
  const scanOf = (series: string, place: string): string => join(home, series, "MEGA_Combi_WS_ON", place);

  it("are read by series, their conditions from two files, names as they are there", async () => {
    const [, one, two] = set.phantoms;
    for (const [k, { stack }] of [one, two].entries()) {
      mkdirSync(scanOf("E1", `S${k}`), { recursive: true });
      mkdirSync(join(home, "E1", "MEGA_Combi_WS_OFF", `S${k}`), { recursive: true });
      for (const [row, condition] of ["OFF", "ON"].entries()) {
        const file = `MP_EDIT_${condition}.nii.gz`;
        const { labels: _, ...unlabelled } = stackSelect(stack, [row]);
        await writeNiftiMrs(unlabelled, join(scanOf("E1", `S${k}`), file));
        // Water, which would be taken for a scan
        await writeNiftiMrs(unlabelled, join(home, "E1", "MEGA_Combi_WS_OFF", `S${k}`, file));
      }
      await writeNiftiMrs(stackSelect(stack, [0]), join(scanOf("E1", `S${k}`), "MP_EDIT_DIFF.nii.gz"));
    }
    await expect(phantomsRead(home)).rejects.toThrow("concentrations.json");
    const truth = { S0: { Creatine: 8, NAA: 15 }, S1: { Creatine: 8, NAA: 15, GABA: 4 }, S2: { NAA: 1 } };
    writeFileSync(join(home, "E1", "concentrations.json"), JSON.stringify(truth));
    const read = await phantomsRead(home);
    expect(read.map(({ series, id }) => [series, id])).toEqual([
      ["E1", "E1/S0"],
      ["E1", "E1/S1"],
    ]);
    expect(read.map(({ concentrations }) => concentrations)).toEqual([
      { Cr: 8, NAA: 15 },
      { Cr: 8, NAA: 15, GABA: 4 },
    ]);
    // As from one file with both conditions
    const both = phantomAverage(one.stack);
    expect([...read[0].stack.labels!]).toEqual([...both.labels!]);
    expect(read[0].stack.re).toEqual(both.re);
  });
});

describe("spinSystemVary", () => {
  it("keeps equivalent protons equivalent and is nothing for no variation", () => {
    const gaba = spinSystem("GABA");
    expect(spinSystemVary(gaba, { shift: 0, coupling: 0 }, randomSource(1))).toEqual(gaba);
    const varied = spinSystemVary(gaba, { shift: 0.01, coupling: 0.02 }, randomSource(1));
    varied.parts.forEach((part, k) => {
      const { shifts, couplings } = gaba.parts[k];
      expect(new Set(part.shifts).size).toBe(new Set(shifts).size);
      expect(part.shifts).not.toEqual(shifts);
      part.couplings.forEach(([, , hertz], j) => {
        // Four SD
        expect(Math.abs(hertz / couplings[j][2] - 1)).toBeLessThan(0.08);
      });
    });
  });
});

describe("a training that is stopped", () => {
  it("goes on where it was and gives the same network, bit by bit", async () => {
    const small: YaeSettings = {
      ...settings,
      chunk: 64,
      validation: 16,
      network: { ...settings.network, encoder: [16], decoder: [8], latent: 8, quantifier: 8, epochs: 6 },
    };
    const [network] = small.networks;
    const whole = await yaeModel(set, network, small, { cache: join(folder, "whole") });
    const stop = new AbortController();
    const options = { cache: join(folder, "stopped") };
    const first = await yaeModel(set, network, small, {
      ...options,
      signal: stop.signal,
      progress: (done) => done > 0 && stop.abort(),
    });
    expect(first.provenance.stopped).toBe("signal");
    const second = await yaeModel(set, network, small, options);
    expect(second.history).toHaveLength(6);
    expect(second.weights).toEqual(whole.weights);
  });

  it("is kept apart from networks of other noise, basis or settings", async () => {
    const kept = (): number => readdirSync(join(folder, "whole")).length;
    const small: YaeSettings = {
      ...settings,
      chunk: 32,
      validation: 16,
      network: { ...settings.network, encoder: [8], decoder: [8], latent: 4, quantifier: 4, epochs: 1 },
    };
    const [network] = small.networks;
    const before = kept();
    for (const [other, changed] of [
      [network, small],
      [{ ...network, noise: "ADC" }, small],
      [{ ...network, basis: "multi" }, small],
      [network, { ...small, lorentzian: [1, 5] }],
      // What networks are tried on is no part of what they are
      [network, { ...small, phantoms: { ...small.phantoms, steps: 3 } }],
    ] as const) {
      await yaeModel(set, other, changed as YaeSettings, { cache: join(folder, "whole") });
    }
    expect(kept() - before).toBe(4);
  });
});

describe("the loss", () => {
  it("is Huber's of the spectrum and, from a tenth on to the whole, that of the amounts", async () => {
    const [network] = settings.networks;
    const { config, history, provenance } = await yaeModel(set, network, settings, { cache: folder });
    const { loss, spectrum, amounts } = history[provenance.bestEpoch - 1].validation;
    expect(loss).toBeCloseTo(spectrum + amounts, 6);
    // methods' schedule: arXiv 2602.20289's code, over so many epochs as `rampEpochs` says
    const at = (epoch: number): Record<string, number> =>
      yAutoencoderScalars({ ...config, rampEpochs: 4, epochs: 10 }, epoch);
    expect([0, 2, 4, 9].map((epoch) => at(epoch).quantifier)).toEqual([0.1, 0.55, 1, 1]);
    // Dropout of a fifth, and none when the network is judged. 0.8416: a normal number is below -0.8416 in one of five
    expect(at(0).kept).toBe(0.8);
    expect(at(0).threshold).toBeCloseTo(-0.8416, 4);
    expect(at(10)).toEqual({ quantifier: 1, threshold: -1e9, kept: 1 });
  });
});

describe("the networks", () => {
  it("err by half of what the mean of training does, or less, on unseen spectra", () => {
    const of = (method: string): number[] =>
      result.numbers.filter((row) => row.method === method).map(({ simulated }) => simulated!);
    const trivial = of(YAE_TRIVIAL);
    for (const method of ["YAE single GG", "FCNN single GG"]) {
      of(method).forEach((error, m) => expect(error, `${method} ${m}`).toBeLessThan(trivial[m] / 2));
    }
  });

  it("are compared scan by scan", () => {
    const [cell] = result.comparisons;
    const errors = (method: string): number[] =>
      result.rows
        .filter(
          (row) => row.method === method && row.series === cell.series && row.metabolite === cell.metabolite,
        )
        .map(({ truth, estimate }) => Math.abs(truth - estimate));
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(errors(cell.a)).toHaveLength(cell.pairs);
    expect(cell.difference).toBeCloseTo(mean(errors(cell.a)) - mean(errors(cell.b)), 10);
    for (const { verdict, difference, distance, p } of result.comparisons) {
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1);
      expect(verdict).toBe(distance > 1 && p < 0.05 ? -Math.sign(difference) : 0);
    }
  });

  it("are drawn", () => {
    expect(JSON.stringify(fig21Heatmap(result.comparisons))).toContain("=");
    const estimates = result.rows.filter(({ method }) => [YAE_FIT, "YAE single GG"].includes(method));
    const rows = { estimates, posterior: yaePosteriorRows(set.noise), errors: result.numbers };
    expect(JSON.stringify(fig21bPhantoms(rows))).toContain("Known");
    expect(() => fig21Heatmap([])).toThrow(RangeError);
  });
});
