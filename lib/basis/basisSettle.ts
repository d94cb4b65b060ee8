import { InputError } from "../signal/index.js";
import { basisCentre } from "./basisCentre.js";
import type { BasisFile, ReadBasisOptions, StoredBasis } from "./basisFile.js";
import { basisNames } from "./basisNames.js";

/** ppm within which a stored centre and the one of the singlets are the same. */
const AGREES = 0.015;

/**
 * A basis set from what its file stores: with the project's names, the library's sign, and the centre that its
 * singlets tell (the file's own when it agrees with them, or
 * when there is one only, else theirs to 0.01 ppm, as centres are chosen).
 *
 * @throws InputError for names that collide, samples or header values that cannot be right, singlets of which
 *   most lie elsewhere, and a centre that nothing tells.
 */
export function basisSettle(stored: StoredBasis, options: ReadBasisOptions = {}): BasisFile {
  const { format, file, shape, condition, dwellTime, spectrometerFrequency } = stored;
  const { fallback = {} } = options;
  const { names, unknown } = basisNames(stored.names, file);
  const refuse = (key: string, value: unknown, expected: string): never => {
    throw new InputError({ file, key, value, expected });
  };
  const bad = stored.re.findIndex((value, k) => !Number.isFinite(value) || !Number.isFinite(stored.im[k]));
  if (bad >= 0) {
    const where = `sample ${bad % shape[1]} of ${stored.names[Math.floor(bad / shape[1])]}`;
    refuse(where, [stored.re[bad], stored.im[bad]].join(", "), "finite numbers");
  }
  if (!(dwellTime >= 1e-6 && dwellTime <= 0.01)) refuse("dwell time", dwellTime, "seconds in [1e-6, 0.01]");
  if (!(spectrometerFrequency >= 1 && spectrometerFrequency <= 1500)) {
    refuse("spectrometer frequency", spectrometerFrequency, "MHz in [1, 1500]");
  }
  const echoTime = stored.echoTime ?? fallback.echoTime;
  if (echoTime !== undefined && !(echoTime >= 0 && echoTime <= 2)) {
    refuse("echo time", echoTime, "seconds in [0, 2]");
  }

  const centre = basisCentre({ ...stored, names }, stored);
  if (centre !== undefined && centre.found < centre.expected / 2) {
    refuse(
      "known singlets",
      `${centre.found} of ${centre.expected} where they belong`,
      "NAA at 2.01, Cr at 3.03 ppm …: check dwell time and spectrometer frequency, and the names",
    );
  }
  const conjugated = centre?.conjugated ?? false;
  return {
    names,
    re: stored.re,
    im: conjugated ? stored.im.map((value) => -value) : stored.im,
    shape,
    condition,
    header: { dwellTime, spectrometerFrequency, referencePpm: reference(), echoTime },
    source: {
      format,
      file,
      storedNames: [...stored.names],
      unknownNames: unknown,
      singletsOf: centre?.singletsOf ?? [],
      storedReferencePpm: stored.referencePpm,
      conjugated,
    },
  };

  function reference(): number {
    if (centre !== undefined) {
      const told = stored.referencePpm;
      // One line alone may be another than the singlet it is taken for, where editing took that away.
      const weak = centre.found < 2;
      if (told !== undefined && (weak || Math.abs(told - centre.referencePpm) <= AGREES)) return told;
      return Math.round(centre.referencePpm * 100) / 100;
    }
    const told = stored.referencePpm ?? fallback.referencePpm ?? stored.formatReferencePpm;
    if (told !== undefined) return told;
    throw new InputError({
      file,
      key: "ppm at 0 Hz",
      expected: "a metabolite with a known singlet (NAA, Cr, PCh …), or the option fallback.referencePpm",
    });
  }
}
