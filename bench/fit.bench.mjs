// The fit: errors against known truths, time, and agreement with Osprey's own ratios on the 68 measured PRESS scans (MRS_DATA), by preset.
// usage: MRS_DATA=FOLDER node bench/fit.bench.mjs [PRESET…]
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { fitTruth } from "./fit.truth.mjs";
import { fitSum, readBasis, readScan, scanProcess, spectraFit, spectrumFit } from "../lib/dist/index.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const data = process.env.MRS_DATA ?? path.join(here, "../../shared/data");
const presets = process.argv.length > 2 ? process.argv.slice(2) : ["default", "osprey", "fsl-mrs"];
/** Never looked at while settings were chosen. */
const HELD_OUT = ["P5", "P6", "P7"];
const SUMS = { tNAA: ["NAA", "NAAG"], tCho: ["GPC", "PCh"], mI: ["mI"], Glx: ["Glu", "Gln"], GABA: ["GABA"] };

const truth = fitTruth(presets);

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const root = path.join(data, "bigpress_philips");
const [head, ...lines] = readFileSync(path.join(root, "osprey_2.9.6/tCr_ratios.tsv"), "utf8")
  .trim()
  .split("\n")
  .map((line) => line.split("\t"));
const osprey = new Map(
  lines.map((line) => [
    `${line[0]}/${line[1]}`,
    Object.fromEntries(line.map((v, k) => [head[k], Number(v)])),
  ]),
);

const begun = performance.now();
const basis = await readBasis(path.join(data, "press_basis_osprey/3T_PRESS_Philips_35ms_noMM.BASIS"));
const scans = [];
for (const site of readdirSync(root).filter((name) => /^P\d$/.test(name))) {
  for (const subject of readdirSync(path.join(root, site))) {
    const stem = path.join(root, site, subject, `${subject}_PRESS_35_`);
    const [act, reference] = await Promise.all(["act", "ref"].map((what) => readScan(`${stem}${what}.SDAT`)));
    scans.push({ id: `${site}/${subject}`, stack: scanProcess(act, { reference }).average });
  }
}
const processing = (performance.now() - begun) / 1000;
console.log(`${scans.length} scans read and processed: ${processing.toFixed(1)} s`);

const rows = [];
for (const preset of presets) {
  // Once over, until the code is compiled: a second thread that compiles would be counted, and slows the first.
  for (const { stack } of scans) spectrumFit(stack, basis, { preset });
  const single = scans.slice(0, 24).map(({ stack }) => {
    const before = process.cpuUsage().user;
    const { milliseconds } = spectrumFit(stack, basis, { preset });
    return { wall: milliseconds, cpu: (process.cpuUsage().user - before) / 1000 };
  });
  const [wallOne, cpuOne] = ["wall", "cpu"].map((key) => median(single.map((each) => each[key])));
  const start = performance.now();
  const fits = await spectraFit(scans, basis, { preset, threads: 2 });
  const wall = (performance.now() - start) / 1000;
  console.log(
    `\n${preset}: median ${cpuOne.toFixed(0)} ms CPU, ${wallOne.toFixed(0)} ms wall a spectrum (one thread);` +
      ` all ${fits.length} on two threads ${wall.toFixed(1)} s`,
  );
  for (const [part, wanted] of [
    ["all", () => true],
    ["settings chosen on (P1, P3, P4)", (site) => !HELD_OUT.includes(site)],
    ["held out (P5, P6, P7)", (site) => HELD_OUT.includes(site)],
  ]) {
    console.log(`  ${part}`);
    for (const [sum, names] of Object.entries(SUMS)) {
      const pairs = fits
        .filter(({ id, fit }) => fit && wanted(id.split("/")[0]))
        .map(({ id, fit }) => [
          fitSum(fit, names).amplitude / fitSum(fit, ["Cr", "PCr"]).amplitude,
          osprey.get(id)[sum],
        ]);
      const n = pairs.length;
      const [x, y] = [0, 1].map((k) => pairs.reduce((total, pair) => total + pair[k], 0) / n);
      let [xx, yy, xy] = [0, 0, 0];
      for (const [a, b] of pairs) {
        xx += (a - x) ** 2;
        yy += (b - y) ** 2;
        xy += (a - x) * (b - y);
      }
      const row = {
        preset,
        part,
        quantity: sum,
        n,
        mean: x,
        osprey: y,
        biasPercent: 100 * (x / y - 1),
        r: xy / Math.sqrt(xx * yy),
      };
      row.zeros = pairs.filter(([a]) => a === 0).length;
      row.crlbPercent = median(
        fits.filter(({ fit }) => fit).map(({ fit }) => fitSum(fit, names).crlbPercent),
      );
      rows.push(row);
      console.log(
        `    ${sum.padEnd(5)} ${x.toFixed(3)}, Osprey ${y.toFixed(3)}: bias ${row.biasPercent.toFixed(1)} %, r ${row.r.toFixed(2)}, ` +
          `zeros ${row.zeros}, CRLB ${row.crlbPercent.toFixed(1)} %`,
      );
    }
  }
  rows.push({ preset, cpuMilliseconds: cpuOne, wallMilliseconds: wallOne, secondsOfAllOnTwoThreads: wall });
}
for (const sum of Object.keys(SUMS)) {
  const means = rows.filter((row) => row.part === "all" && row.quantity === sum).map(({ mean }) => mean);
  if (means.length < 2) continue;
  const middle = means.reduce((total, value) => total + value, 0) / means.length;
  const sd = Math.sqrt(means.reduce((total, value) => total + (value - middle) ** 2, 0) / (means.length - 1));
  console.log(`${sum}: SD over presets ${((100 * sd) / middle).toFixed(0)} % of the mean`);
}
mkdirSync(path.join(here, "results"), { recursive: true });
const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
const result = {
  what: "ratios to tCr: errors against truths and agreement with Osprey; milliseconds",
  date: new Date().toISOString(),
  machine,
  processing,
  truth,
  rows,
};
writeFileSync(path.join(here, "results", "fit.json"), `${JSON.stringify(result, undefined, 2)}\n`);
