// The embedding against umap-learn, on the same points in one run: 5,000 spectra of 4,096 values learned and 2,500
// projected. usage: node bench/umap.bench.mjs [POINTS] [VALUES]
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { peerPython } from "./peerPython.mjs";
import { nearestNeighbours, trustworthiness, umapFit, umapProject } from "../lib/dist/embed/index.js";
import { engineInfo, engineStart } from "../lib/dist/engine/index.js";
import { randomSource } from "../lib/dist/signal/index.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const n = Number(process.argv[2] ?? 5000);
const d = Number(process.argv[3] ?? 4096);
const m = Math.floor(n / 2);
/** Trustworthiness is of this many points at most: it is quadratic in them. */
const SCORED = 2000;
const PEER = [
  "umap-learn==0.5.12",
  "numba==0.68.1",
  "pynndescent==0.7.0",
  "numpy==2.2.6",
  "scikit-learn==1.9.1",
];

// Spectra of eight groups over 0.2 to 4.2 ppm: group-wise line heights, then shift, width, height and noise by spectrum.
const LINES = [
  [2.01, 3],
  [2.35, 1.2],
  [2.6, 0.5],
  [3.03, 2.8],
  [3.21, 1.2],
  [3.55, 1.3],
  [3.75, 1.6],
  [3.92, 1.4],
  [1.33, 0.4],
  [0.9, 0.8],
  [1.7, 0.4],
  [2.29, 0.6],
  [4.05, 0.5],
];
const pattern = randomSource(7);
const groups = Array.from({ length: 8 }, () =>
  LINES.map(([, height]) => height * Math.exp(0.35 * pattern.normal())),
);

function spectra(count, seed) {
  const random = randomSource(seed);
  const values = new Float32Array(count * d);
  const group = Uint8Array.from({ length: count }, () => random.integer(groups.length));
  for (let i = 0; i < count; i++) {
    const heights = groups[group[i]].map((height) => height * Math.exp(0.08 * random.normal()));
    const shift = 0.01 * random.normal();
    const width = 0.03 * (1 + random.uniform());
    for (let j = 0; j < d; j++) {
      const ppm = 0.2 + (4 * j) / (d - 1);
      let value = 0.08 * random.normal();
      for (let line = 0; line < LINES.length; line++) {
        value += heights[line] / (1 + ((ppm - LINES[line][0] - shift) / width) ** 2);
      }
      values[i * d + j] = value;
    }
  }
  return { values, group };
}

async function timed(work) {
  const wall = performance.now();
  const used = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(used);
  return [value, { wall: (performance.now() - wall) / 1e3, cpu: (user + system) / 1e6 }];
}

async function quality(learned, places, projected) {
  const few = Math.min(n, SCORED);
  const fewNew = Math.min(m, SCORED);
  const near = await nearestNeighbours(places, [n, 2], { queries: projected, count: 5 });
  let right = 0;
  for (let i = 0; i < m; i++) {
    const votes = new Uint8Array(groups.length);
    for (let k = 0; k < 5; k++) votes[learned.group[near.indices[i * 5 + k]]]++;
    if (votes.indexOf(Math.max(...votes)) === held.group[i]) right++;
  }
  const score = (set, count, xy) =>
    trustworthiness(set.values.subarray(0, count * d), [count, d], xy.subarray(0, count * 2));
  return {
    trustworthinessFit: await score(learned, few, places),
    trustworthinessProject: await score(held, fewNew, projected),
    labelAccuracyProject: right / m,
  };
}

const learned = spectra(n, 1);
const held = spectra(m, 2);
const python = peerPython("umap", PEER);
const folder = mkdtempSync(path.join(tmpdir(), "umap-bench-"));
try {
  const bytes = (values) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  writeFileSync(path.join(folder, "points.f32"), bytes(learned.values));
  writeFileSync(path.join(folder, "new.f32"), bytes(held.values));
  console.log(`umap-learn, ${n} and ${m} spectra of ${d} values`);
  execFileSync(python, [path.join(here, "umap.peer.py"), folder, n, m, d].map(String), { stdio: "inherit" });
  const {
    versions,
    import: importing,
    first,
    second,
  } = JSON.parse(readFileSync(path.join(folder, "peer.json"), "utf8"));
  const floats = (name) => new Float32Array(new Uint8Array(readFileSync(path.join(folder, name))).buffer);

  engineStart();
  console.log("mrs-synth");
  const shape = [n, d];
  const [embedding, fit] = await timed(() => umapFit(learned.values, shape, { random: randomSource(3) }));
  const [projection, project] = await timed(() =>
    umapProject(embedding, held.values, { random: randomSource(4) }),
  );

  const peerFirst = first.fit.wall + first.project.wall;
  const wall = fit.wall + project.wall;
  const result = {
    what: `${n} spectra of ${d} values embedded and ${m} projected, seconds`,
    date: new Date().toISOString(),
    machine: { cpu: cpus()[0].model, cores: cpus().length, node: process.version },
    engine: engineInfo(),
    ours: { fit, project, ...(await quality(learned, embedding.coordinates, projection.coordinates)) },
    peer: {
      versions,
      import: importing,
      first,
      second,
      ...(await quality(learned, floats("fit.f32"), floats("transform.f32"))),
    },
    ratioToFirstCall: wall / peerFirst,
    ratioToSecondCall: wall / (second.fit.wall + second.project.wall),
    goal: "ratioToFirstCall <= 1",
    met: wall <= peerFirst,
  };
  mkdirSync(path.join(here, "results"), { recursive: true });
  writeFileSync(path.join(here, "results", "umap.json"), `${JSON.stringify(result, null, 2)}\n`);

  const row = (name, call, score) => ({
    "": name,
    "fit s": call.fit.wall.toFixed(1),
    "project s": call.project.wall.toFixed(1),
    "trust fit": score?.trustworthinessFit.toFixed(4) ?? "",
    "trust project": score?.trustworthinessProject.toFixed(4) ?? "",
    "label accuracy": score?.labelAccuracyProject.toFixed(4) ?? "",
  });
  console.table([
    row("mrs-synth", result.ours, result.ours),
    row("umap-learn, first call", first),
    row("umap-learn, second call", second, result.peer),
  ]);
  console.log(
    `${result.met ? "met" : "NOT met"}: ${(100 * result.ratioToFirstCall).toFixed(0)} % of the first call's time`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
