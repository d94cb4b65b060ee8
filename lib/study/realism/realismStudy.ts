import { cohortConfig, cohortSubjects } from "../../cohort/index.js";
import { dataRead } from "../../signal/index.js";
import type { Progress, RandomSource } from "../../signal/index.js";
import { measuredMega } from "../set/measuredMega.js";
import type { StudySize } from "../set/studySettings.js";
import { realismClassifier } from "./realismClassifier.js";
import type { RealismClassifierResult } from "./realismClassifier.js";
import { realismNoise } from "./realismNoise.js";
import type { NoiseScan, RealismNoise } from "./realismNoise.js";
import { realismProcess } from "./realismProcess.js";
import type { RealismSpectrum } from "./realismProcess.js";
import { realismQuality } from "./realismQuality.js";
import type { RealismQualityRow } from "./realismQuality.js";
import { measuredRealism, simulatedRealism } from "./realismScans.js";
import type { RealismScan } from "./realismScans.js";

/** Size of the realism study (`data/study.json`). */
export interface RealismSettings {
  seed: number;
  /** Subjects of each site, measured and simulated. */
  subjectsPerSite: number;
  /** Simulated MEGA-PRESS subjects whose noise is looked at. */
  megaSubjects: number;
  /** Sites whose simulated GABA-edited scans are compared with published figures, one subject of each. */
  megaSites: number;
}

/** The settings of the realism study. @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function realismSettings(size: StudySize = process.env.MRS_QUICK ? "quick" : "full"): RealismSettings {
  return dataRead<{ realism: Record<StudySize, RealismSettings> }>("study.json").realism[size];
}

export interface RealismStudyOptions extends Omit<RealismSettings, "megaSites"> {
  /** The folder of measured scans; without it only the simulated side is given. */
  measured?: string;
  random: RandomSource;
  progress?: Progress;
}

export interface RealismStudy {
  spectra: RealismSpectrum[];
  /** Empty without measured scans. */
  quality: RealismQualityRow[];
  /** undefined without measured scans. */
  classifier: RealismClassifierResult | undefined;
  noise: RealismNoise;
}

/**
 * How far the simulated cohort passes for measured scans: figures of merit, a classifier two-sample test, and the noise
 * of signal-free spectrum. The full study takes about 20 s.
 */
export async function realismStudy(options: RealismStudyOptions): Promise<RealismStudy> {
  const { measured: folder, random, progress, seed, subjectsPerSite, megaSubjects } = options;
  const config = { ...cohortConfig("press-te35", seed), subjectsPerSite };
  const simulated = simulatedRealism(config);
  const measured = folder === undefined ? [] : firstOfSites(await measuredRealism(folder), subjectsPerSite);
  const scans = [...measured, ...simulated];
  const spectra = realismProcess(scans, progress);

  const press = "PRESS, mean of 64";
  const mega = "MEGA-PRESS, dynamics";
  const noisy: NoiseScan[] = scans.map((scan) => ({ ...scan, scan: press }));
  if (folder !== undefined) {
    const { scan: stack } = await measuredMega(folder);
    noisy.push({ id: "MEGA-PRESS scan", group: "measured", scan: mega, stack });
  }
  const quick = { ...cohortConfig("quick", seed), sites: megaSubjects, subjectsPerSite: 1 };
  for (const { id, stack } of cohortSubjects(quick)) {
    noisy.push({ id, group: "simulated", scan: mega, stack });
  }
  return {
    spectra,
    quality: realismQuality(spectra),
    classifier: folder === undefined ? undefined : realismClassifier(spectra, { random }),
    noise: realismNoise(noisy),
  };
}

function firstOfSites(scans: readonly RealismScan[], count: number): RealismScan[] {
  const sites = [...new Set(scans.map(({ site }) => site))];
  return sites.flatMap((site) => scans.filter((scan) => scan.site === site).slice(0, count));
}
