import { stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { noiseLevel } from "./noiseLevel.js";
import type { NoiseModel } from "./noiseModel.js";
import { scanPlace } from "./scanPlace.js";
import { transientDeviations } from "./transientDeviations.js";

/**
 * Deviations that the training scans' strength counts as many as, against those of the subset: chosen on simulated
 * subjects of another seed than the studies', where it halves the error of a scan's power (0.27 to 0.13 in its logarithm).
 */
const PRIOR = 1.5;

/**
 * A noise model for one scan: how far its lines lie from their place, and how strongly its transients differ beyond
 * thermal noise (one person drifts fifty times as much as another), are read off a few transients of it. The strength,
 * one number a condition, is drawn towards that of the training scans the more, the fewer transients there are.
 *
 * @param subset - measured transients of the scan, with the conditions that the noise was learned on.
 */
export function noiseAdapt(noise: NoiseModel, subset: FidStack): NoiseModel {
  const spectra = stackToSpectra(subset);
  const { re, im, shape, transient } = transientDeviations(spectra);
  const points = shape[1];
  const p = noise.ppm.length;
  const place = scanPlace(spectra);
  const ppm = noise.ppm.map((value) => value + place);
  const first = Math.round((ppm[0] - spectra.ppm[0]) / (spectra.ppm[1] - spectra.ppm[0]));
  const { sd } = noiseLevel(subset);
  const unit = Float64Array.from(
    { length: p },
    (_, k) => 1 / (sd * Math.sqrt(noise.power?.[first + k] ?? 1)),
  );
  const structure = noise.structure.map((one) => {
    const { label, modes, excess } = one;
    const usual = excess.reduce((sum, value) => sum + value, 0);
    const members = [...transient.keys()].filter((i) => subset.labels?.[transient[i]] === label);
    if (usual === 0 || members.length === 0) return one;
    let seen = 0;
    for (const i of members) {
      const row = i * points + first;
      for (let m = 0; m < excess.length; m++) {
        const at = m * 2 * p;
        let dot = 0;
        for (let k = 0; k < p; k++) {
          dot += unit[k] * (modes[at + k] * re[row + k] + modes[at + p + k] * im[row + k]);
        }
        // 1 is the noise's own.
        seen += (dot * dot - 1) / members.length;
      }
    }
    const free = members.length - 1;
    const strength = (PRIOR + (free * Math.max(0, seen)) / usual) / (PRIOR + free);
    return { label, modes, excess: excess.map((value) => strength * value) };
  });
  return { ...noise, ppm, structure };
}
