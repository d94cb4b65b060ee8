import { namelistNumber, namelistParse, namelistText } from "../io/namelistParse.js";
import { ECHO_TIME_MS, quantitySettle } from "../io/quantitySettle.js";
import { samplesParse } from "../io/samplesParse.js";
import { InputError } from "../signal/index.js";
import type { ReadBasisOptions, StoredBasis } from "./basisFile.js";
import { dftInPlace } from "./dftInPlace.js";

/** LCModel's own centre: a `.BASIS` that makebasis wrote has 4.65 ppm at 0 Hz. */
const LCMODEL_PPM = 4.65;
/** Energy of the second half of the FIDs, of the first's, below which it is the rounding of zeros. */
const NOTHING = 1e-8;

/**
 * An LCModel `.BASIS` file: namelists SEQPAR and BASIS1, then for each metabolite NMUSED (optional), BASIS and
 * the spectrum, zero-filled to NDATAB points, 0 Hz first, ppm falling, with LCModel's unitary transform. The
 * zeros are taken off again. ISHIFT and TRAMP / (VOLUME CONC) are applied as LCModel does (MYBASI); a negative
 * BADELT means that the spectra are scrambled, which is undone likewise. PPMSEP of NMUSED is the centre by the
 * file. Fields that are missing, blank or not positive leave their value to `fallback`.
 */
export function readBasisLcmodel(
  text: string,
  file: string,
  { fallback = {} }: ReadBasisOptions = {},
): StoredBasis {
  const namelists = namelistParse(text, file);
  const entries = namelists.filter(({ name }) => name === "BASIS");
  if (entries.length === 0) {
    throw new InputError({ file, key: "namelist BASIS", expected: "one before each metabolite's spectrum" });
  }
  const positive = (...keys: string[]): number | undefined => {
    for (const namelist of namelists) {
      for (const key of keys) {
        const value = namelistNumber(namelist, key, file);
        if (value !== undefined && value > 0) return value;
      }
    }
    return undefined;
  };
  const head = namelists.find(({ name }) => name === "BASIS1");
  const badelt = (head && namelistNumber(head, "BADELT", file)) || undefined;
  const dwellTime = badelt === undefined ? fallback.dwellTime : Math.abs(badelt);
  if (dwellTime === undefined) {
    const expected = "the dwell time in s, in namelist BASIS1, or the option fallback.dwellTime";
    throw new InputError({ file, key: "BADELT", expected });
  }
  const spectrometerFrequency = positive("HZPPPM") ?? fallback.spectrometerFrequency;
  if (spectrometerFrequency === undefined) {
    const expected = "MHz, in namelist SEQPAR, or the option fallback.spectrometerFrequency";
    throw new InputError({ file, key: "HZPPPM", expected });
  }

  let size = head && namelistNumber(head, "NDATAB", file);
  const names: string[] = [];
  const rows = entries.map((entry, row) => {
    const name = namelistText(entry, "METABO") ?? namelistText(entry, "ID");
    if (name === undefined) {
      const expected = "the metabolite's name";
      throw new InputError({ file, key: `METABO of namelist BASIS ${row + 1}`, expected });
    }
    names.push(name);
    const samples = samplesParse(entry.data, file, `the spectrum of ${name}`);
    size ??= samples.length / 2;
    if (samples.length !== 2 * size || size < 2) {
      const expected = `${2 * size}: real and imaginary parts of NDATAB = ${size} points`;
      throw new InputError({ file, key: `numbers of ${name}`, value: samples.length, expected });
    }
    const number = (key: string): number => namelistNumber(entry, key, file) || 1;
    const scale = number("TRAMP") / (number("VOLUME") * number("CONC"));
    if (!(scale > 0)) {
      throw new InputError({
        file,
        key: `TRAMP / (VOLUME CONC) of ${name}`,
        value: scale,
        expected: "above 0",
      });
    }
    if (badelt !== undefined && badelt < 0) descramble(samples);
    return rowToFid(samples, scale, namelistNumber(entry, "ISHIFT", file) ?? 0);
  });

  const points = halvesAreEmpty(rows) ? size! / 2 : size!;
  const re = new Float64Array(rows.length * points);
  const im = new Float64Array(rows.length * points);
  rows.forEach((row, k) => {
    re.set(row.re.subarray(0, points), k * points);
    im.set(row.im.subarray(0, points), k * points);
  });
  const echoTime = positive("ECHOT");
  const sequence = namelists
    .map((namelist) => namelistText(namelist, "SEQ"))
    .find((seq) => seq !== undefined);
  return {
    format: "LCModel BASIS",
    file,
    names,
    re,
    im,
    shape: [rows.length, points],
    condition: sequence?.toUpperCase() ?? "UNKNOWN",
    dwellTime,
    spectrometerFrequency,
    echoTime: echoTime && quantitySettle(echoTime, ECHO_TIME_MS, { file, key: "ECHOT" }).value,
    referencePpm: positive("PPMSEP"),
    formatReferencePpm: LCMODEL_PPM,
  };
}

/** The FID of a stored spectrum; a positive shift moves it by as many points to larger ppm. */
function rowToFid(
  samples: Float64Array,
  scale: number,
  shift: number,
): { re: Float64Array; im: Float64Array } {
  const size = samples.length / 2;
  const from = (k: number): number => (((k + shift) % size) + size) % size;
  const re = Float64Array.from({ length: size }, (_, k) => scale * samples[2 * from(k)]);
  const im = Float64Array.from({ length: size }, (_, k) => scale * samples[2 * from(k) + 1]);
  dftInPlace(re, im, "inverse");
  // LCModel's spectra run to smaller ppm.
  return { re, im: im.map((value) => -value) };
}

/**
 * Undoes what LCModel's author did to the spectra of sets with a negative BADELT, as his published program
 * does on reading (LCModel.f, MYBASI): each point times a pseudo-random factor, the same in every spectrum.
 */
function descramble(samples: Float64Array): void {
  let state = 1499;
  for (let k = 0; k < samples.length; k += 2) {
    state = (state * 16807) % 2147483647;
    const factor = -Math.exp(10 - 20 * state * 4.656612875e-10);
    samples[k] *= factor;
    samples[k + 1] *= factor;
  }
}

function halvesAreEmpty(rows: readonly { re: Float64Array; im: Float64Array }[]): boolean {
  const half = rows[0].re.length / 2;
  if (!Number.isInteger(half)) return false;
  const energy = [0, 0];
  for (const { re, im } of rows) {
    for (let k = 0; k < 2 * half; k++) energy[k < half ? 0 : 1] += re[k] ** 2 + im[k] ** 2;
  }
  return energy[1] <= NOTHING * energy[0];
}
