import type { Table1Row } from "../charts/index.js";
import type { Vae } from "../models/index.js";
import type { AgreementRow } from "./agreementRows.js";
import { QUANTIFIED } from "./quantificationStudy.js";
import type { QuantificationSettings } from "./quantificationSettings.js";
import type { StudySet } from "./studySet.js";

export interface Table1RowsOptions {
  settings: QuantificationSettings;
  /** Against the truth. */
  agreement: readonly AgreementRow[];
}

/** Table 1 as rows: what the model learned from and how, and what its spectra score in quantification at the smallest n. */
export function table1Rows(
  set: StudySet,
  model: Vae,
  { settings, agreement }: Table1RowsOptions,
): Table1Row[] {
  const { config, ppm, provenance } = model;
  const { cohort, subsets } = settings;
  const count = (scans: StudySet["train"]): string => {
    const transients = scans.reduce((sum, { stack }) => sum + stack.shape[0], 0);
    return `${scans.length} subjects, ${transients} transients`;
  };
  const { spectrometerFrequency, dwellTime, shape, echoTime = 0, repetitionTime = 0 } = set.train[0].stack;
  const [n] = subsets;
  const sets = [...new Set(agreement.map((row) => row.set))];
  const scores = sets.flatMap((name) => {
    const own = agreement.filter((row) => row.set === name && (name === "full" || row.n === n));
    return (["water", "tCr"] as const).map((scale): Table1Row => {
      const shown = QUANTIFIED.filter((metabolite) => scale === "water" || metabolite !== "tCr").flatMap(
        (metabolite) => {
          const row = own.find((each) => each.metabolite === metabolite && each.scale === scale);
          return row ? [`${metabolite} ${signed(row.bias)}`] : [];
        },
      );
      const title =
        name === "full" ? `all ${cohort.transients}` : name === "subset" ? `${n} alone` : `${n} + ${name}`;
      return {
        section: scale === "water" ? "Bias, water-scaled (%)" : "Bias, to tCr (%)",
        name: title,
        value: shown.join("   "),
      };
    });
  });
  const ordered = [...scores].sort((a, b) => b.section.localeCompare(a.section));
  return [
    {
      section: "Data",
      name: "MEGA-PRESS, simulated",
      value: `TE ${1000 * echoTime} ms, TR ${1000 * repetitionTime} ms`,
    },
    {
      section: "Data",
      name: "Sampling",
      value: `${shape[1]} points at ${Math.round(1 / dwellTime)} Hz, ${spectrometerFrequency} MHz`,
    },
    { section: "Data", name: "Training", value: count(set.train) },
    { section: "Data", name: "Validation", value: count(set.validation) },
    {
      section: "Data",
      name: "Test (quantification)",
      value: `${cohort.sites * cohort.subjectsPerSite} subjects, ${cohort.transients} OFF and ON each`,
    },
    {
      section: "Model",
      name: "Layers",
      value: `${2 * ppm.length} - ${config.layers.join(" - ")} - ${config.latent} and back`,
    },
    {
      section: "Model",
      name: "ppm range",
      value: `${ppm[0].toFixed(2)} to ${ppm[ppm.length - 1].toFixed(2)}`,
    },
    { section: "Training", name: "Loss", value: `squared error + ${config.beta} x KL divergence` },
    {
      section: "Training",
      name: "Adam",
      value: `learning rate ${config.learningRate}, batches of ${config.batchSize}, best of ${config.epochs} epochs: ${provenance.bestEpoch}`,
    },
    ...ordered,
  ];
}

function signed(value: number): string {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;
}
