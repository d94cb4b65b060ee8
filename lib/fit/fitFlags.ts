import type { FitComponent } from "./fitResult.js";
import type { FitSettings } from "./fitSettings.js";

/** A residual of this many noise SDs over a tenth of a ppm is not noise. */
const RESIDUAL = 3;
/** Bounds above this many percent tell little more than that there is something. */
const BOUND = 50;
/** Two components correlated like this share one signal. */
const CORRELATED = -0.8;

/** What a reader should know before trusting a fit. */
export function fitFlags(
  settings: FitSettings,
  found: {
    components: readonly FitComponent[];
    correlation: Float64Array;
    converged: boolean;
    worst: { timesNoise: number; ppm: number };
    gaussian: number;
    phase1: number;
  },
): string[] {
  const { components, correlation, worst } = found;
  const flags: string[] = [];
  const metabolites = components.filter(({ kind }) => kind === "metabolite");
  if (metabolites.every(({ amplitude }) => !(amplitude > 0))) flags.push("failed: no metabolite found");
  if (!found.converged) flags.push("not converged");
  if (worst.timesNoise > RESIDUAL) {
    flags.push(`residual ${worst.timesNoise.toFixed(1)} times the noise at ${worst.ppm.toFixed(2)} ppm`);
  }
  const near = (value: number, limit: number): boolean =>
    Math.abs(value - limit) <= 1e-6 * (1 + Math.abs(limit));
  if (near(found.gaussian, settings.limits.gaussian[1])) flags.push("Gaussian width at its limit");
  if (settings.limits.phase1 > 0 && near(Math.abs(found.phase1), (settings.limits.phase1 * Math.PI) / 180)) {
    flags.push("first-order phase at its limit");
  }
  const zero = metabolites.filter(({ amplitude }) => amplitude === 0).map(({ name }) => name);
  if (zero.length > 0) flags.push(`at 0: ${zero.join(", ")}`);
  const loose = metabolites
    .filter(({ amplitude, crlbPercent }) => amplitude > 0 && !(crlbPercent <= BOUND))
    .map(({ name }) => name);
  if (loose.length > 0) flags.push(`bound above ${BOUND} %: ${loose.join(", ")}`);
  const count = components.length;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const value = correlation[i * count + j];
      // Macromolecules and lipids lie on top of each other: what of them is which is nobody's question.
      if (value > CORRELATED || [i, j].every((k) => components[k].kind !== "metabolite")) continue;
      flags.push(`${components[j].name} and ${components[i].name} correlated ${value.toFixed(2)}`);
    }
  }
  return flags;
}
