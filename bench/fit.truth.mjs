// The fit against known truths: errors of ratios to tCr, by preset, on simulated brains and solutions that no setting was
// chosen on (seeds 101 and on).
import {
  cohortBasis,
  cohortConfig,
  cohortSimulate,
  fitSum,
  randomSource,
  spectrumFit,
  stackSelect,
} from "../lib/dist/index.js";

const SETS = [
  { what: "brain, PRESS TE 35", preset: "press-te35", averages: 1, each: 12 },
  { what: "solution, PRESS TE 35", preset: "press-te35", object: "phantom", averages: 1, each: 12 },
  { what: "solution, MEGA-PRESS OFF TE 68", preset: "phantom", object: "phantom", averages: 32, each: 12 },
];
const SUMS = {
  tNAA: ["NAA", "NAAG"],
  tCho: ["GPC", "PCh", "Ch", "Cho"],
  mI: ["mI"],
  Glx: ["Glu", "Gln"],
  GABA: ["GABA"],
};

/** What of a metabolite is seen: T1 and T2 of the subject's tissue, or of the solution. */
function seen({ tissue, sequence }, { truth }, name) {
  if (tissue[name] === undefined) return 0;
  const { greyMatter, csf } = truth.tissue;
  const mix = ([grey, white]) => white + ((grey - white) * greyMatter) / (1 - csf);
  const { t1, t2 } = tissue[name];
  const { echoTime, repetitionTime } = sequence;
  const left = Math.exp(-echoTime / mix(t2)) * (1 - Math.exp(-repetitionTime / mix(t1)));
  return truth.concentrations[name] * left;
}

function noisy(clean, sd, random) {
  const one = stackSelect(clean, [0]);
  const add = (samples) => samples.map((value) => value + sd * random.normal());
  return { ...one, re: add(one.re), im: add(one.im) };
}

/** Rows of { set, preset, quantity, n, biasPercent, rmsPercent, crlbPercent }. */
export function fitTruth(presets, seed = 101) {
  const rows = [];
  for (const { what, preset: cohort, object = "brain", averages, each } of SETS) {
    const config = { ...cohortConfig(cohort, seed), object, sites: 2, subjectsPerSite: each };
    const shared = cohortBasis(config.sequence, "philips", object);
    const [basis] = shared.basis;
    const spectra = cohortSimulate({ ...config, transients: cohort === "phantom" ? 2 : 1 }).map(
      (subject) => ({
        subject,
        stack: noisy(
          subject.clean,
          subject.truth.noiseSd / Math.sqrt(averages),
          randomSource(seed).fork(subject.id),
        ),
      }),
    );
    for (const preset of presets) {
      const errors = Object.fromEntries(Object.keys(SUMS).map((quantity) => [quantity, []]));
      const bounds = Object.fromEntries(Object.keys(SUMS).map((quantity) => [quantity, []]));
      for (const { subject, stack } of spectra) {
        const metabolites = object === "phantom" ? { metabolites: basis.names } : {};
        const fit = spectrumFit(stack, basis, { preset, ...metabolites });
        const amount = (names) => names.reduce((sum, name) => sum + seen(shared, subject, name), 0);
        const creatine = [fitSum(fit, ["Cr", "PCr"]).amplitude, amount(["Cr", "PCr"])];
        for (const [quantity, names] of Object.entries(SUMS)) {
          const sum = fitSum(fit, names);
          const truth = amount(names) / creatine[1];
          if (sum === undefined || !(truth > 0)) continue;
          errors[quantity].push(100 * (sum.amplitude / creatine[0] / truth - 1));
          bounds[quantity].push(sum.crlbPercent);
        }
      }
      const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
      for (const [quantity, all] of Object.entries(errors)) {
        if (all.length === 0) continue;
        rows.push({
          ...{ set: what, preset, quantity, n: all.length, biasPercent: mean(all) },
          rmsPercent: Math.sqrt(mean(all.map((value) => value * value))),
          crlbPercent: mean(bounds[quantity].filter(Number.isFinite)),
        });
      }
      const own = rows.filter((row) => row.set === what && row.preset === preset);
      const said = own.map(
        (row) => `${row.quantity} ${row.rmsPercent.toFixed(1)} (${row.biasPercent.toFixed(1)})`,
      );
      console.log(`${what}, ${preset}: rms error % (bias) ${said.join(", ")}`);
    }
  }
  return rows;
}
