import { metaboliteEntry } from "../../basis/index.js";
import { fidDecompose } from "../../process/index.js";
import { fidStack, InputError } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";

/** Metabolites whose singlet tells the scale, the surest first. */
const TELLING = ["Cr", "PCr", "tCr", "NAA", "tNAA", "GPC", "PCh", "tCho", "Cho", "sI", "Gly", "Ace"];
/** ppm from its place within which a line is the singlet. */
const NEAR = 0.04;

/**
 * What a proton gives at t = 0 in a basis set: files hold any scale, the library's own basis 1. It is read from the
 * strongest singlet of creatine (or another), whose protons are known (`data/metabolite-names.json`), by HLSVD.
 *
 * @throws InputError where the set has no metabolite with such a singlet.
 */
export function basisPerProton(basis: BasisSet): number {
  const { header, names, shape, re, im } = basis;
  const points = shape[1];
  for (const name of TELLING) {
    const row = names.indexOf(name);
    const singlet = metaboliteEntry(name)?.singlets[0];
    if (row < 0 || singlet === undefined) continue;
    const part = (samples: Float64Array): Float32Array =>
      Float32Array.from(samples.subarray(row * points, (row + 1) * points));
    const fid = fidStack({ ...header, re: part(re), im: part(im), shape: [1, points] });
    const [ppm, protons] = singlet;
    const lines = fidDecompose(fid, 0, { components: 12 }).filter(
      ({ frequency }) =>
        Math.abs(header.referencePpm + frequency / header.spectrometerFrequency - ppm) < NEAR,
    );
    // A broadened line may come as two of one place.
    const x = lines.reduce((sum, { amplitude, phase }) => sum + amplitude * Math.cos(phase), 0);
    const y = lines.reduce((sum, { amplitude, phase }) => sum + amplitude * Math.sin(phase), 0);
    const size = Math.hypot(x, y) / protons;
    if (size > 0) return size;
  }
  throw new InputError({
    key: "basis",
    value: names,
    expected: `one of ${TELLING.join(", ")}, whose singlet tells its scale`,
  });
}
