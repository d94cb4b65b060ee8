import { mean } from "simple-statistics";
import { yAutoencoderPredict } from "../../models/index.js";
import type { YAutoencoder } from "../../models/index.js";
import { randomSource } from "../../signal/index.js";
import type { Progress } from "../../signal/index.js";
import { wassersteinNormalised, wilcoxonSignedRank } from "../../stats/index.js";
import { phantomFit } from "./phantomFit.js";
import { yaeModel, yaeName } from "./yaeModel.js";
import type { YaeModelOptions } from "./yaeModel.js";
import { yaeRow } from "./yaeSet.js";
import type { YaeSet } from "./yaeSet.js";
import type { YaeSettings } from "./yaeSettings.js";
import { yaeSpectra } from "./yaeSpectra.js";

/** The fit's name among the methods. */
export const YAE_FIT = "linear-combination fit";
/** What says the mean of the training concentrations, whatever the spectrum. */
export const YAE_TRIVIAL = "mean of training";

/** A concentration over the scan's largest one, as known and as a method says. */
export interface YaeRow {
  method: string;
  series: string;
  scan: string;
  metabolite: string;
  truth: number;
  estimate: number;
}

/** Mean absolute errors; `simulated` on unseen spectra with ADC noise of the same bases, null for the fit. */
export interface YaeNumbers {
  method: string;
  metabolite: string;
  simulated: number | null;
  phantoms: number;
}

/** Two methods on the same scans. */
export interface YaeComparison {
  /** For example `YAE single GG : YAE single ADC`. */
  comparison: string;
  a: string;
  b: string;
  /** A series, or `all`. */
  series: string;
  metabolite: string;
  pairs: number;
  /** Mean absolute error of a less that of b: below 0, a is better. */
  difference: number;
  /** Of the absolute errors, in units of what chance gives (`wassersteinNormalised`). */
  distance: number;
  /** One-tailed, that the better one's absolute errors are smaller. */
  p: number;
  /** 1 where a is better, -1 where b is, 0 where the distance is not above 1 or p not below 0.05. */
  verdict: -1 | 0 | 1;
}

export interface YaeResult {
  rows: YaeRow[];
  numbers: YaeNumbers[];
  comparisons: YaeComparison[];
  /** Spectra that each network saw. */
  seen: number;
}

/** What is compared: a with b. */
const COMPARED: readonly (readonly [string, string])[] = [
  ["YAE single GG", "YAE single ADC"],
  ["YAE multi GG", "YAE single GG"],
  ["YAE single GG", "FCNN single GG"],
  ["YAE single GG", YAE_FIT],
];
const SIGNIFICANT = 0.05;

/**
 * Trains the networks, tries them and the fit on the phantoms, and compares them. All amounts are over the largest of
 * their scan, since a network that takes normalised spectra can tell ratios only.
 */
export async function yaeStudy(
  set: YaeSet,
  settings: YaeSettings,
  { progress, ...options }: YaeModelOptions & { progress?: Progress } = {},
): Promise<YaeResult> {
  const { metabolites, networks, ppmRange, validation, seed } = settings;
  const random = randomSource(seed).fork("study");
  const species = metabolites.length;
  const { phantoms } = set;
  const truths = phantoms.map(({ concentrations }) =>
    overLargest(metabolites.map((name) => concentrations[name] ?? 0)),
  );
  const inputs = phantoms.map(({ stack }) => yaeRow(stack, set.single[0], ppmRange));
  const x = new Float32Array(inputs.length * inputs[0].length);
  inputs.forEach((row, i) => x.set(row, i * row.length));
  const unseen = {
    single: yaeSpectra([set.single], settings, "ADC").make(validation, random.fork("unseen single")),
    multi: yaeSpectra(set.multi, settings, "ADC").make(validation, random.fork("unseen multi")),
  };
  const rows: YaeRow[] = [];
  const numbers: YaeNumbers[] = [];
  const add = (
    method: string,
    estimates: readonly (readonly number[])[],
    simulated?: readonly number[],
  ): void => {
    phantoms.forEach(({ series, id }, i) =>
      metabolites.forEach((metabolite, m) => {
        rows.push({ method, series, scan: id, metabolite, truth: truths[i][m], estimate: estimates[i][m] });
      }),
    );
    metabolites.forEach((metabolite, m) => {
      const errors = phantoms.map((_, i) => Math.abs(estimates[i][m] - truths[i][m]));
      numbers.push({
        method,
        metabolite,
        simulated: simulated ? simulated[m] : null,
        phantoms: mean(errors),
      });
    });
  };
  const meanErrors = (made: (i: number, m: number) => number, amounts: Float32Array): number[] =>
    metabolites.map((_, m) => {
      const count = amounts.length / species;
      let sum = 0;
      for (let i = 0; i < count; i++) sum += Math.abs(made(i, m) - amounts[i * species + m]);
      return sum / count;
    });
  const total = networks.length + 1;
  for (const [k, network] of networks.entries()) {
    const model: YAutoencoder = await yaeModel(set, network, settings, {
      ...options,
      progress: (done, all, note) =>
        progress?.(k + done / all, total, `${yaeName(network)}${note ? `, ${note}` : ""}`),
    });
    const { amounts } = yAutoencoderPredict(model, x);
    const other = unseen[network.basis];
    const simulated = yAutoencoderPredict(model, other.x).amounts;
    add(
      yaeName(network),
      phantoms.map((_, i) => [...amounts.subarray(i * species, (i + 1) * species)]),
      meanErrors((i, m) => simulated[i * species + m], other.amounts),
    );
  }
  const fitted = phantoms.map(({ stack }, k) => {
    progress?.(networks.length + k / phantoms.length, total, YAE_FIT);
    return overLargest(phantomFit(stack, set.single, ppmRange));
  });
  add(YAE_FIT, fitted);
  const { amounts } = unseen.single;
  const means = metabolites.map((_, m) => mean([...amounts.filter((_value, k) => k % species === m)]));
  add(
    YAE_TRIVIAL,
    phantoms.map(() => means),
    meanErrors((_, m) => means[m], amounts),
  );
  progress?.(total, total, "done");
  const methods = new Set(rows.map(({ method }) => method));
  const compared = COMPARED.filter(([a, b]) => methods.has(a) && methods.has(b));
  const series = [...new Set(phantoms.map((scan) => scan.series)), "all"];
  const comparisons = compared.flatMap(([a, b]) =>
    series.flatMap((one) =>
      metabolites.map((metabolite): YaeComparison => {
        const errors = (method: string): number[] =>
          rows
            .filter(
              (row) =>
                row.method === method &&
                row.metabolite === metabolite &&
                (one === "all" || row.series === one),
            )
            .map(({ truth, estimate }) => Math.abs(estimate - truth));
        const [first, second] = [errors(a), errors(b)];
        const difference = mean(first) - mean(second);
        const own = random.fork(`${a} ${b} ${one} ${metabolite}`);
        const distance = wassersteinNormalised(first, second, { random: own });
        const same = first.every((value, k) => value === second[k]);
        // Half of the two-sided p is that of the side on which the ranks lie.
        const {
          p: twoSided,
          statistic,
          n,
        } = same ? { p: 1, statistic: 0, n: 0 } : wilcoxonSignedRank(first, second);
        const agrees = Math.sign(statistic - (n * (n + 1)) / 4) === Math.sign(difference);
        const p = agrees ? twoSided / 2 : 1 - twoSided / 2;
        const isClear = distance > 1 && p < SIGNIFICANT;
        const verdict = isClear ? (difference < 0 ? 1 : -1) : 0;
        return {
          comparison: `${a} : ${b}`,
          a,
          b,
          series: one,
          metabolite,
          pairs: first.length,
          difference,
          distance,
          p,
          verdict,
        };
      }),
    ),
  );
  const { epochs = 1 } = settings.network;
  return { rows, numbers, comparisons, seen: epochs * settings.chunk };
}

function overLargest(amounts: readonly number[]): number[] {
  const largest = Math.max(...amounts);
  return amounts.map((amount) => amount / largest);
}
