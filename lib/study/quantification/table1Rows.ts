import type { Table1Row } from "../../charts/index.js";
import type { Vae } from "../../models/index.js";
import { meanInterval } from "../../stats/index.js";
import type { StudySet } from "../set/studySet.js";
import type { AgreementRow } from "./agreementRows.js";
import { QUANTIFIED } from "./quantificationStudy.js";
import type { QuantificationQuality } from "./quantificationStudy.js";
import type { QuantificationSettings } from "./quantificationSettings.js";

export interface Table1RowsOptions {
  settings: QuantificationSettings;
  /** Against the truth. */
  agreement: readonly AgreementRow[];
  quality: readonly QuantificationQuality[];
}

type Score = "snr" | "gabaLinewidth" | "linewidth" | "shapeFull" | "shapeTruth";

const SCORES: readonly { column: string; of: Score; digits: number }[] = [
  { column: "GABA SNR", of: "snr", digits: 1 },
  { column: "GABA width (ppm)", of: "gabaLinewidth", digits: 3 },
  { column: "tCr width (Hz)", of: "linewidth", digits: 2 },
  { column: "Shape, full scan", of: "shapeFull", digits: 3 },
  { column: "Shape, truth", of: "shapeTruth", digits: 3 },
];

/**
 * Table 1 as rows: what the model learned from and how, and at the ablation's n what the sets score in signal quality and
 * in quantification.
 */
export function table1Rows(
  set: StudySet,
  model: Vae,
  { settings, agreement, quality }: Table1RowsOptions,
): Table1Row[] {
  const { config, ppm, provenance } = model;
  const { cohort, ablation } = settings;
  const { n } = ablation;
  const count = (scans: StudySet["train"]): string => {
    const transients = scans.reduce((sum, { stack }) => sum + stack.shape[0], 0);
    return `${scans.length} subjects, ${transients} transients`;
  };
  const { spectrometerFrequency, dwellTime, shape, echoTime = 0, repetitionTime = 0 } = set.train[0].stack;
  const title = (name: string): string =>
    name === "full" ? `all ${cohort.transients}` : name === "subset" ? `${n} alone` : `${n} + ${name}`;
  const own = <T extends { set: string; n: number }>(rows: readonly T[]): T[] =>
    rows.filter((row) => row.set === "full" || row.n === n);
  const sets = [...new Set(own(quality).map((row) => row.set))];
  const plain = (section: string, rows: [name: string, value: string][]): Table1Row[] =>
    rows.map(([name, value]) => ({ section, name, column: "", value }));
  const scores = sets.flatMap((name) =>
    SCORES.map(({ column, of, digits }): Table1Row => {
      const values = own(quality).flatMap((row) => (row.set === name ? (row[of] ?? []) : []));
      const section = `Signal quality, n = ${n}`;
      if (values.length < 2) return { section, name: title(name), column, value: "–" };
      const { value, high } = meanInterval(values);
      return { section, name: title(name), column, value: around(value, high, digits) };
    }),
  );
  const biases = (scale: AgreementRow["scale"], section: string): Table1Row[] =>
    own(agreement)
      .filter((row) => row.scale === scale && !(scale === "tCr" && row.metabolite === "tCr"))
      .sort(
        (a, b) =>
          QUANTIFIED.findIndex((one) => one === a.metabolite) -
          QUANTIFIED.findIndex((one) => one === b.metabolite),
      )
      .map((row) => ({
        section,
        name: title(row.set),
        column: row.metabolite,
        value: around(row.bias, row.biasHigh, 1, true),
      }));
  return [
    ...plain("Data", [
      ["MEGA-PRESS, simulated", `TE ${1000 * echoTime} ms, TR ${1000 * repetitionTime} ms`],
      ["Sampling", `${shape[1]} points at ${Math.round(1 / dwellTime)} Hz, ${spectrometerFrequency} MHz`],
      ["Training", count(set.train)],
      ["Validation", count(set.validation)],
      [
        "Test (quantification)",
        `${cohort.sites * cohort.subjectsPerSite} subjects, ${cohort.transients} OFF and ON each`,
      ],
    ]),
    ...plain("Model and training", [
      ["Layers", `${2 * ppm.length} - ${config.layers.join(" - ")} - ${config.latent} and back`],
      ["ppm range", `${ppm[0].toFixed(2)} to ${ppm[ppm.length - 1].toFixed(2)}`],
      ["Loss", `squared error + ${config.beta} x KL divergence`],
      [
        "Adam",
        `learning rate ${config.learningRate}, batches of ${config.batchSize}, best of ${config.epochs} epochs: ` +
          `${provenance.bestEpoch}`,
      ],
    ]),
    ...scores,
    ...biases("water", `Bias to the truth, water-scaled (%), n = ${n}`),
    ...biases("tCr", `Bias to the truth, ratios to tCr (%), n = ${n}`),
  ];
}

/** A value and half of its interval. */
function around(value: number, high: number, digits: number, sign = false): string {
  const size = Math.abs(value).toFixed(digits);
  const shown = `${value < 0 ? "−" : sign ? "+" : ""}${size}`;
  return `${shown} ± ${(high - value).toFixed(digits)}`;
}
