import { quantileSorted } from "simple-statistics";
import { REALISM_METRICS } from "./realismProcess.js";
import type { RealismSpectrum } from "./realismProcess.js";

/** One metric of measured against simulated scans. */
export interface RealismQualityRow {
  metric: string;
  unit: string;
  measured: number;
  measuredLow: number;
  measuredHigh: number;
  simulated: number;
  simulatedLow: number;
  simulatedHigh: number;
  /** Whether the simulated median lies within the measured quartiles. */
  within: boolean;
  /** Interquartile range of the simulated over that of the measured. */
  spreadRatio: number;
}

/** Goal for the ratio of spreads, either way. */
export const SPREAD_GOAL = 1.5;

/** Medians and quartiles of every metric that both sides have. */
export function realismQuality(spectra: readonly RealismSpectrum[]): RealismQualityRow[] {
  return REALISM_METRICS.flatMap(({ name, unit }) => {
    const quartiles = (group: RealismSpectrum["group"]): number[] | undefined => {
      const values = spectra
        .filter((one) => one.group === group)
        .flatMap(({ quality }) => quality[name] ?? [])
        .sort((a, b) => a - b);
      return values.length > 0 ? [0.25, 0.5, 0.75].map((share) => quantileSorted(values, share)) : undefined;
    };
    const [real, made] = [quartiles("measured"), quartiles("simulated")];
    if (real === undefined || made === undefined) return [];
    return {
      metric: name,
      unit,
      measured: real[1],
      measuredLow: real[0],
      measuredHigh: real[2],
      simulated: made[1],
      simulatedLow: made[0],
      simulatedHigh: made[2],
      within: made[1] >= real[0] && made[1] <= real[2],
      spreadRatio: (made[2] - made[0]) / (real[2] - real[0]),
    };
  });
}

/** Every metric of every scan that has it: what figure 0a draws. */
export function realismValues(
  spectra: readonly RealismSpectrum[],
): { id: string; metric: string; unit: string; group: RealismSpectrum["group"]; value: number }[] {
  return REALISM_METRICS.flatMap(({ name, unit }) =>
    spectra.flatMap(({ id, group, quality }) => {
      const value = quality[name];
      return value === undefined ? [] : { id, metric: name, unit, group, value };
    }),
  );
}
