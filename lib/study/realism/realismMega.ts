import { quantileSorted } from "simple-statistics";
import type { Fig0dRow } from "../../charts/index.js";
import { cohortConfig, cohortSubjects } from "../../cohort/index.js";
import { scanQuality } from "../../metrics/index.js";
import {
  stackAlign,
  stackAverageWeighted,
  stackClassify,
  stackEddyCorrect,
  stackLabelled,
  stackReference,
} from "../../process/index.js";
import { dataRead, EDIT_OFF, stackSelect } from "../../signal/index.js";
import type { FidStack, Progress } from "../../signal/index.js";
import { basisSimulated } from "../set/basisSimulated.js";
import { scanFit } from "../set/scanFit.js";
import { waterFwhm } from "./waterFwhm.js";

/** What figure 0d draws: a metric of one simulated scan, or the range of the measured scans of a site. */
export type RealismMegaRow = Fig0dRow;

/** What the simulated scans come to beside what is published of measured ones. */
export interface RealismMegaSummary {
  metric: string;
  unit: string;
  /** Widest of the published ranges. */
  published: string;
  simulatedLow: number;
  simulated: number;
  simulatedHigh: number;
  /** Whether the simulated median lies within the published ranges. */
  within: boolean;
}

interface PublishedMetric {
  metric: string;
  unit: string;
  ranges: Record<string, [number, number]>;
}

export interface RealismMegaOptions {
  seed: number;
  /** Sites of the preset `big-gaba`, one subject of each. */
  sites: number;
  progress?: Progress;
}

/**
 * GABA-edited scans of the preset `big-gaba`, stored as each vendor stores them, through the chain of processing and the
 * fit with Osprey's settings, beside what Osprey reports of measured ones (`data/published-quality.json`). 3 s a scan.
 */
export function realismMega({ seed, sites, progress }: RealismMegaOptions): RealismMegaRow[] {
  const config = { ...cohortConfig("big-gaba", seed), sites, subjectsPerSite: 1 };
  const { metrics } = dataRead<{ metrics: PublishedMetric[] }>("published-quality.json");
  const rows: RealismMegaRow[] = metrics.flatMap(({ metric, unit, ranges }) =>
    Object.entries(ranges).map(([group, [low, high]]) => ({ metric, unit, group, low, high })),
  );
  for (const { id, stack, reference } of cohortSubjects(config, { progress })) {
    const fitted = scanFit(stack, {
      subject: id,
      basis: basisSimulated(stack),
      water: reference,
      fit: { preset: "osprey", coEdited: "3to2MM" },
    });
    const quality = scanQuality(fitted.processed);
    const off = (name: string): number | undefined =>
      quality.find((one) => one.spectrum === "OFF" && one.name === name)?.value;
    const ratio = (spectrum: string, metabolite: string): number | undefined =>
      fitted.rows.find(
        (row) => row.spectrum === spectrum && row.metabolite === metabolite && row.quantity === "ratio",
      )?.value;
    const values: Record<string, number | undefined> = {
      "tCr SNR, OFF": off("tCr SNR"),
      "tCr FWHM, OFF": off("tCr FWHM"),
      "water FWHM": reference && waterFwhm(reference),
      "frequency shift": shiftOf(stack, reference),
      "tNAA / tCr, OFF": ratio("OFF", "tNAA"),
      "tCho / tCr, OFF": ratio("OFF", "tCho"),
      "mI / tCr, OFF": ratio("OFF", "mI"),
      "Glx / tCr, OFF": ratio("OFF", "Glx"),
      "GABA+ / tCr, DIFF": ratio("DIFF", "GABA+"),
      "Glx / tCr, DIFF": ratio("DIFF", "Glx"),
    };
    for (const { metric, unit } of metrics) {
      const value = values[metric];
      if (value !== undefined) rows.push({ metric, unit, group: "simulated", value });
    }
  }
  return rows;
}

/** Hz by which referencing moves the average of OFF, once eddy currents are corrected: what Osprey reports. */
function shiftOf(scan: FidStack, water: FidStack | undefined): number {
  const { stack } = stackClassify(scan);
  const off = stackSelect(stack, stackLabelled(stack, EDIT_OFF));
  const average = stackAverageWeighted(stackAlign(off).stack).stack;
  return stackReference(water ? stackEddyCorrect(average, water) : average).frequency;
}

/** Quartiles of the simulated scans beside the published ranges. */
export function realismMegaSummary(rows: readonly RealismMegaRow[]): RealismMegaSummary[] {
  return [...new Set(rows.map(({ metric }) => metric))].map((metric) => {
    const own = rows.filter((row) => row.metric === metric);
    const values = own.flatMap(({ value }) => value ?? []).sort((a, b) => a - b);
    const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => quantileSorted(values, share));
    const ends = own.flatMap(({ low: from, high: to }) => [from ?? [], to ?? []].flat());
    const [least, most] = [Math.min(...ends), Math.max(...ends)];
    return {
      metric,
      unit: own[0].unit,
      published: `${least} to ${most}`,
      simulatedLow: low,
      simulated: middle,
      simulatedHigh: high,
      within: middle >= least && middle <= most,
    };
  });
}
