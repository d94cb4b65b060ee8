/** Which of the files that spec2nii writes of one scan is meant. */
export interface Spec2niiParts {
  /** Its suffix; `undefined` when it cannot be told. */
  taken: string | undefined;
  /** The others that hold spectra. */
  left: string[];
}

// GE: _ref, _ref_ecc, _ref_no_ovs, _quant, _ecc; Siemens: _ref, _ref_…; UIH: _wref; HYPER: _ref_…; Philips: _ref, _STD_1
// (the second "mix" of its list, the water).
const REFERENCE = /ref|quant|ecc|water|STD_1/i;
/** Among references, those that are made to scale by, without outer-volume suppression, come first. */
const TO_SCALE = [/no_ovs/i, /quant/i, /ref_?\d*$/i, /STD_1/];
/** Noise, rejected, phase- and frequency-correction and navigator samples of a Philips list. */
const NO_SPECTRUM = /_(NOI|REJ|PHC|FRC|NAV)(_|$)/;

/**
 * The scan, or its water reference, among the suffixes of what spec2nii wrote. UIH's edited scans come as the
 * difference and as OFF and ON, of which the latter is the scan.
 *
 * @param part - which one. @default "scan"; "reference" of a file that has none is the scan in it: water measured apart.
 */
export function spec2niiParts(
  suffixes: readonly string[],
  part: "scan" | "reference" = "scan",
): Spec2niiParts {
  const spectra = suffixes.filter((suffix) => !NO_SPECTRUM.test(suffix));
  const references = spectra.filter((suffix) => REFERENCE.test(suffix));
  const scans = spectra.filter((suffix) => !REFERENCE.test(suffix));
  const scan =
    scans.find((suffix) => suffix === "") ??
    scans.find((suffix) => suffix === "_off_on") ??
    (scans.length === 1 ? scans[0] : undefined);
  const wanted = TO_SCALE.map((kind) => references.find((suffix) => kind.test(suffix)));
  const reference = wanted.find((suffix) => suffix !== undefined) ?? references[0];
  // A file with references only is one: water measured apart.
  const taken = part === "reference" ? (reference ?? scan) : scans.length === 0 ? reference : scan;
  return { taken, left: spectra.filter((suffix) => suffix !== taken) };
}
