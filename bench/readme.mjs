// Puts the measured numbers into the README, between its two markers, from the files in bench/results. Before that it
// gathers the figures' numbers from figures/, where they have been drawn. usage: node bench/readme.mjs [--check]
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const at = (name) => fileURLToPath(new URL(name, import.meta.url));
const read = (name) => JSON.parse(readFileSync(at(name), "utf8"));
const check = process.argv.includes("--check");
const FIGURES = "results/figures.json";

if (!check && existsSync(at("../figures/fig4-reconstruction.vl.json"))) {
  const specs = readdirSync(at("../figures")).filter((name) => name.endsWith(".vl.json"));
  const figures = {};
  for (const name of specs.sort()) {
    const { usermeta } = read(`../figures/${name}`);
    if (usermeta.numbers)
      figures[usermeta.id] = Object.fromEntries(usermeta.numbers.map(({ name, value }) => [name, value]));
  }
  writeFileSync(at(FIGURES), `${JSON.stringify(figures, undefined, 2)}\n`);
}

// What augmentation is worth, of the last full study.
const AUGMENTATION = "results/augmentation.json";
if (!check && existsSync(at("../figures/augmentation-summary.json"))) {
  const { provenance, scores, goals } = read("../figures/augmentation-summary.json");
  const subjects = provenance?.subjects?.test?.length ?? provenance?.split?.test?.length;
  writeFileSync(at(AUGMENTATION), `${JSON.stringify({ subjects, scores, goals }, undefined, 1)}\n`);
}

// Quantities from few transients against the truth, of the last full study.
const QUANTITIES = "results/quantification.json";
if (!check && existsSync(at("../figures/quantification-goals.csv"))) {
  const [head, ...lines] = readFileSync(at("../figures/quantification-goals.csv"), "utf8").trim().split("\n");
  const keys = head.split(",");
  const rows = lines.map((line) => Object.fromEntries(line.split(",").map((cell, k) => [keys[k], cell])));
  const wanted = rows
    .filter(({ set }) => ["full", "subset", "hybrid", "consistent"].includes(set))
    .map(({ set, metabolite, bias, slope, r }) => ({
      ...{ set, metabolite },
      ...{ bias: Number(bias), slope: Number(slope), r: Number(r) },
    }));
  writeFileSync(at(QUANTITIES), `${JSON.stringify(wanted, undefined, 1)}\n`);
}

const figures = read(FIGURES);
const augmentation = existsSync(at(AUGMENTATION)) ? read(AUGMENTATION) : undefined;
const fit = read("results/fit.json");
const [vae, umap, cohort] = ["vae", "umap", "cohort"].map((name) => read(`results/${name}.json`));
// Without the sign of a zero
const two = (value) => value.toFixed(2).replace(/^-(?=0\.0+$)/, "");
const three = (value) => value.toFixed(3);
const reconstruction = [
  ["simulated cohort, unseen subjects", "fig4-reconstruction", ["OFF", "ON"]],
  ["one MEGA-PRESS scan, unseen dynamics", "fig4-reconstruction-mega", ["OFF", "ON"]],
  ["PRESS, unseen site", "fig4-reconstruction-press", ["PRESS"]],
].flatMap(([data, id, conditions]) =>
  conditions.map((condition) => {
    const numbers = figures[id];
    const value = (name) => numbers[`${condition}: ${name}`];
    const error = value("mean squared error").toExponential(1);
    return `| ${data} | ${condition} | ${error} | ${three(value("correlation"))} | ${two(value("residual over noise"))} |`;
  }),
);
const steps = vae.rows.map((row) => `${two(row["compiled / pytorch"])} (batch ${row.batch})`).join(", ");
const sisters = existsSync(at("results/sisters.json")) ? read("results/sisters.json").rows : [];
const SISTERS = {
  conditional: "the conditional VAE",
  yAutoencoder: "the Y-shaped autoencoder",
  covariance: "the covariance network",
  recurrent: "its recurrent design",
};
const sisterSteps = sisters
  .map(({ model, ...row }) => `${two(row["compiled / pytorch"])} (${SISTERS[model]})`)
  .join(", ");
const ours = umap.ours.fit.wall + umap.ours.project.wall;
const theirs = umap.peer.first.fit.wall + umap.peer.first.project.wall;
const again = umap.peer.second.fit.wall + umap.peer.second.project.wall;
const least = augmentation && Math.min(...augmentation.scores.map(({ groundTruth }) => groundTruth));
const worth = ["Bare subset", "Hybrid sampling", "Consistent (mean)"].flatMap((method) =>
  [2, 8, 32].flatMap((n) => {
    const score = augmentation?.scores.find(
      (one) => one.method === method && one.n === n && one.groundTruth === least,
    );
    if (score === undefined) return [];
    const whole = (name) => score[name].toFixed(0);
    const cells = [
      method,
      n,
      `${whole("effective transients")} / ${whole("effective transients gaba")}`,
      two(score["gaba r"]),
      two(score["gaba slope"]),
      `${whole("gaba rmse")} %`,
      two(score["glx r"]),
      `${whole("glx rmse")} %`,
    ];
    return [`| ${cells.join(" | ")} |`];
  }),
);
const augmented = augmentation
  ? `What filling a subset of n transients up to ${least} is worth, on simulated subjects that no model has seen: the number of real
transients whose average has the same error (2.5 to 4.0 ppm / 2.8 to 3.2 ppm), and what is kept of the subject's own GABA+
and Glx. \`consistent\` is ours; the paper's way looks like many transients and forgets the subject.

| method | n | effective transients | GABA+ r | slope | RMSE | Glx r | RMSE |
|---|---|---|---|---|---|---|---|
${worth.join("\n")}

`
  : "";
const quantities = existsSync(at(QUANTITIES)) ? read(QUANTITIES) : [];
const quantified = ["tNAA", "tCr", "tCho", "Glx", "GABA+"].map((metabolite) => {
  const cells = ["full", "subset", "hybrid", "consistent"].map((set) => {
    const row = quantities.find((one) => one.set === set && one.metabolite === metabolite);
    return row ? `${row.bias.toFixed(1)} % / ${two(row.slope)} / ${two(row.r)}` : "–";
  });
  return `| ${metabolite} | ${cells.join(" | ")} |`;
});
const truths = [...new Set((fit.truth ?? []).map(({ set }) => set))].flatMap((set) =>
  ["default", "osprey", "fsl-mrs"].map((preset) => {
    const own = fit.truth.filter((row) => row.set === set && row.preset === preset);
    const cells = ["tNAA", "tCho", "mI", "Glx", "GABA"].map((quantity) => {
      const row = own.find((one) => one.quantity === quantity);
      return row ? `${row.rmsPercent.toFixed(1)} (${row.biasPercent.toFixed(1)})` : "–";
    });
    return `| ${set} | \`${preset}\` | ${cells.join(" | ")} |`;
  }),
);
const known = truths.length
  ? `Ratios to tCr where the truth is known, simulated scans that no setting was chosen on: error, root mean square (mean) in %.

| | preset | tNAA | tCho | mI | Glx | GABA |
|---|---|---|---|---|---|---|
${truths.join("\n")}

`
  : "";
const agreement = ["tNAA", "tCho", "mI", "Glx", "GABA"].map((quantity) => {
  const of = (preset, part) =>
    fit.rows.find((row) => row.preset === preset && row.quantity === quantity && row.part.startsWith(part));
  const said = (row) => (row ? `${two(row.r)} / ${row.biasPercent.toFixed(0)} %` : "–");
  return `| ${quantity} | ${said(of("osprey", "held out"))} | ${said(of("osprey", "all"))} | ${said(of("default", "all"))} | ${said(of("fsl-mrs", "all"))} |`;
});
const auc = figures["fig0b-classifier"];
const timed = (preset) => fit.rows.find((row) => row.preset === preset && row.wallMilliseconds !== undefined);
const fitted = (preset) => timed(preset).wallMilliseconds.toFixed(0);
const whole = (preset) => timed(preset).secondsOfAllOnTwoThreads.toFixed(0);
const block = `## How well, how fast

Reconstruction of what the model has not seen, 0.5 to 4.0 ppm. Residual over noise of 1 means that only noise is left;
above, signal is lost (the PRESS scans are averages of 64, so that their noise hides little).

| data | condition | mean squared error | correlation | residual over noise |
|---|---|---|---|---|
${reconstruction.join("\n")}

${augmented}Water-scaled quantities of unseen simulated subjects from 4 transients of each condition: bias / slope on the truth / r. The
paper's samplers look unbiased because they tell every subject the same.

| quantity | all 40 transients | 4 alone | 4 + hybrid | 4 + \`consistent\` |
|---|---|---|---|---|
${quantified.join("\n")}

${known}Ratios to tCr of 68 measured PRESS scans, r and bias against Osprey's own. The settings of \`osprey\` and
\`default\` were chosen on three of the sites; the first column is of the other three. Osprey's numbers are no truth: on simulated
scans \`default\` finds tNAA, tCr, tCho, mI and Glx within 2 % (tested), while \`osprey\` follows Osprey. Presets differ by far more
than Cramér-Rao bounds (\`fit --compare\`). Concentrations of measured scans by \`default\` stand nearly half above those by
\`osprey\`, and neither is known to be right: ratios agree better.

| quantity | \`osprey\`, held-out sites | \`osprey\` | \`default\` | \`fsl-mrs\` |
|---|---|---|---|---|
${agreement.join("\n")}

A classifier still tells simulated PRESS scans from measured ones: AUC ${two(auc["AUC, held-out P5, P6, P7"])} at held-out sites, where one half of the measured
sites against the other comes to ${two(auc["AUC, measured against measured"])}.

On ${cohort.machine.cores} cores (${cohort.machine.cpu}): the default cohort is simulated in ${cohort.full.toFixed(1)} s and the model trained on it in ${cohort.training.toFixed(0)} s; a training
step takes ${steps} of PyTorch's time (fused Adam)${sisterSteps && `, of the sister systems ${sisterSteps}`}; 5,000 spectra embedded and 2,500 projected take ${ours.toFixed(0)} s,
where umap-learn's first call takes ${theirs.toFixed(0)} s and a warm one ${again.toFixed(0)} s. A spectrum of 2,048 points is fitted in ${fitted("default")} ms
(\`default\`) or ${fitted("osprey")} ms (\`osprey\`) on one core; the 68 scans are read and processed in ${fit.processing.toFixed(0)} s and fitted in ${whole("default")} s. \`npm run bench\` measures all of this again.`;

const readme = at("../README.md");
const text = readFileSync(readme, "utf8");
const marked = /(<!-- numbers -->\n)[\s\S]*(<!-- \/numbers -->)/;
const filled = text.replace(marked, (_, open, close) => `${open}\n${block}\n\n${close}`);
const wanted = await format(filled, { ...(await resolveConfig(readme)), parser: "markdown" });
if (!check) writeFileSync(readme, wanted);
else if (wanted !== text) {
  console.error("the README's numbers are not those of bench/results: run node bench/readme.mjs");
  process.exitCode = 1;
}
