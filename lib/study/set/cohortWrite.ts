import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { cohortPlan, cohortSubjects } from "../../cohort/index.js";
import type { CohortConfig, CohortPlace, CohortSubject, SubjectTruth } from "../../cohort/index.js";
import { writeFileAtomic, writeNiftiMrs } from "../../io/index.js";
import { InputError } from "../../signal/index.js";
import type { Progress } from "../../signal/index.js";
import { provenance } from "../files/provenance.js";

export interface CohortWriteOptions {
  progress?: Progress;
  signal?: AbortSignal;
}

/** The files of a cohort on disk. */
export interface CohortFiles {
  folder: string;
  /** Scans written or already there, in the order of the subjects. */
  scans: string[];
}

/**
 * Simulates a cohort into a BIDS-like folder, one subject in memory at a time:
 *
 *     dataset_description.json   participants.tsv
 *     sub-001/mrs/sub-001_acq-megapress_svs.nii.gz      the transients (DIM_DYN x DIM_EDIT)
 *     sub-001/mrs/sub-001_acq-megapress_mrsref.nii.gz   unsuppressed water
 *     sub-001/mrs/sub-001_acq-megapress_clean.nii.gz    noise-free OFF and ON
 *     sub-001/mrs/sub-001_truth.json                    every parameter it was made from
 *
 * Subjects that are there already are passed over, so that an interrupted run goes on.
 *
 * @throws InputError when the folder holds a cohort of other settings.
 */
export async function cohortWrite(
  config: CohortConfig,
  folder: string,
  options: CohortWriteOptions = {},
): Promise<CohortFiles> {
  await claim(folder, config);
  const acquisition = config.sequence.startsWith("megaPress") ? "megapress" : "press";
  const filesOf = (id: string): SubjectFiles => {
    const base = path.join(folder, id, "mrs", id);
    return {
      scan: `${base}_acq-${acquisition}_svs.nii.gz`,
      reference: `${base}_acq-${acquisition}_mrsref.nii.gz`,
      clean: `${base}_acq-${acquisition}_clean.nii.gz`,
      truth: `${base}_truth.json`,
    };
  };
  // The truth is written last: where it is, the subject is complete.
  const wanted = ({ id }: CohortPlace): boolean => !existsSync(filesOf(id).truth);
  for (const subject of cohortSubjects(config, { ...options, wanted })) {
    await writeSubject(subject, config, filesOf(subject.id));
  }
  const plan = cohortPlan(config);
  const participants = ["participant_id\tsite\tvendor\tgrey_matter\twhite_matter\tcsf"];
  for (const { id, site, vendor } of plan) {
    const { tissue } = JSON.parse(await readFile(filesOf(id).truth, "utf8")) as SubjectTruth;
    const fractions = [tissue.greyMatter, tissue.whiteMatter, tissue.csf].map((value) => value.toFixed(4));
    participants.push([id, site, vendor, ...fractions].join("\t"));
  }
  await writeFileAtomic(path.join(folder, "participants.tsv"), `${participants.join("\n")}\n`);
  return { folder, scans: plan.map(({ id }) => filesOf(id).scan) };
}

interface SubjectFiles {
  scan: string;
  reference: string;
  clean: string;
  truth: string;
}

async function writeSubject(
  subject: CohortSubject,
  config: CohortConfig,
  files: SubjectFiles,
): Promise<void> {
  const extra = {
    Simulation: {
      Description: "Simulated, not measured: made by mrs-synth",
      ...provenance({ config, subject: subject.id }),
    },
  };
  await writeNiftiMrs(subject.stack, files.scan, { extra });
  await writeNiftiMrs(subject.reference, files.reference, { extra });
  await writeNiftiMrs(subject.clean, files.clean, { extra });
  await writeFileAtomic(files.truth, JSON.stringify(subject.truth));
}

/** Marks the folder with the cohort's settings, or checks that it holds the same. */
async function claim(folder: string, config: CohortConfig): Promise<void> {
  const file = path.join(folder, "dataset_description.json");
  if (existsSync(file)) {
    const found = JSON.parse(await readFile(file, "utf8")) as { Simulation?: { config?: CohortConfig } };
    if (JSON.stringify(found.Simulation?.config) !== JSON.stringify(config)) {
      throw new InputError({
        file,
        key: "Simulation.config",
        value: found.Simulation?.config,
        expected: `the settings asked for (${JSON.stringify(config)}), or another folder`,
      });
    }
    return;
  }
  await mkdir(folder, { recursive: true });
  const description = {
    Name: "Simulated MRS cohort",
    BIDSVersion: "1.10.0",
    DatasetType: "raw",
    GeneratedBy: [{ Name: "mrs-synth" }],
    Simulation: { Description: "Simulated, not measured: made by mrs-synth", ...provenance({ config }) },
  };
  await writeFileAtomic(file, `${JSON.stringify(description, null, 2)}\n`);
}
