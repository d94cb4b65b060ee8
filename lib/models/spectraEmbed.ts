import { ppmAxis } from "../signal/ppmAxis.js";
import type { SpectrumStack } from "../signal/spectrumStack.js";

/**
 * Cropped spectra put back into spectra of the full bandwidth, zero outside of the crop, so that
 * `spectraToStack` makes FIDs of the original length of them. Where the crop lies, and how many points
 * the whole has, follows from its ppm axis and its header.
 *
 * What lay outside of the crop is lost: there is neither signal nor noise, and the FID is that of an
 * ideal band-pass. Compare it with measured FIDs in the range of the crop only.
 *
 * @throws RangeError when the axis is not a part of a spectrum with that header.
 */
export function spectraEmbed(spectra: SpectrumStack): SpectrumStack {
  const [n, p] = spectra.shape;
  const { dwellTime, spectrometerFrequency, referencePpm } = spectra;
  const spacing = (spectra.ppm[p - 1] - spectra.ppm[0]) / (p - 1);
  const points = Math.round(1 / (spacing * dwellTime * spectrometerFrequency));
  const first = Math.round((spectra.ppm[0] - referencePpm) / spacing) + Math.floor(points / 2);
  const ppm = ppmAxis(spectra, points);
  const offset =
    Math.abs((ppm[first] ?? Infinity) - spectra.ppm[0]) +
    Math.abs((ppm[first + p - 1] ?? Infinity) - spectra.ppm[p - 1]);
  if (!(offset < 0.01 * spacing)) {
    throw new RangeError(
      `the axis (${p} points from ${spectra.ppm[0]} ppm by ${spacing}) is no part of a spectrum with dwell time ` +
        `${dwellTime} s, ${spectrometerFrequency} MHz and ${referencePpm} ppm at 0 Hz`,
    );
  }
  const embed = (values: Float32Array): Float32Array => {
    const whole = new Float32Array(n * points);
    for (let i = 0; i < n; i++) whole.set(values.subarray(i * p, (i + 1) * p), i * points + first);
    return whole;
  };
  return {
    ...spectra,
    re: embed(spectra.re),
    im: embed(spectra.im),
    shape: [n, points],
    ppm,
    history: [...spectra.history, `embed: ${p} of ${points} points, zero outside`],
  };
}
