import { describe, expect, test } from "vitest";
import { spectrumLinewidth, spectrumSnr } from "../../lib/metrics/index.js";
import { fidStack, randomSource, stackToSpectra } from "../../lib/signal/index.js";
import type { SpectrumStack } from "../../lib/signal/index.js";

const HEADER = { dwellTime: 1 / 2000, spectrometerFrequency: 127.75, referencePpm: 4.68 };

/** A line of height `height` at 3.03 ppm, `width` Hz wide, over noise of SD `noise` per sample. */
function spectrum(width: number, noise: number, points = 2048): SpectrumStack {
  const random = randomSource(4);
  const hertz = (3.03 - 4.68) * 127.75;
  const re = new Float32Array(2048);
  const im = new Float32Array(2048);
  for (let t = 0; t < 2048; t++) {
    const decay = Math.exp((-Math.PI * width * t) / 2000);
    re[t] = decay * Math.cos((2 * Math.PI * hertz * t) / 2000) + noise * random.normal();
    im[t] = decay * Math.sin((2 * Math.PI * hertz * t) / 2000) + noise * random.normal();
  }
  return stackToSpectra(fidStack({ ...HEADER, re, im, shape: [1, 2048] }), { points });
}

describe("SNR", () => {
  test("is the line's height over one SD of the noise", () => {
    // exp(-pi w t) sums to 1 / (1 - exp(-pi w dwell)); N samples of noise add to sd sqrt(N)
    const expected = 1 / (1 - Math.exp((-Math.PI * 6) / 2000)) / (0.02 * Math.sqrt(2048));
    // 260 points in -2 to 0 ppm: standard error of their SD 4.4 %
    expect(spectrumSnr(spectrum(6, 0.02))! / expected).toBeGreaterThan(0.87);
    expect(spectrumSnr(spectrum(6, 0.02))! / expected).toBeLessThan(1.13);
  });

  test("halves when the noise doubles", () => {
    const ratio = spectrumSnr(spectrum(6, 0.01))! / spectrumSnr(spectrum(6, 0.02))!;
    expect(ratio).toBeGreaterThan(1.9);
    expect(ratio).toBeLessThan(2.1);
  });

  test("is undefined where there is no noise to speak of, or no such range", () => {
    const { re, im, ...rest } = spectrum(6, 0);
    const empty = re.map((value, k) => (rest.ppm[k] < 0.2 ? 0 : value));
    expect(spectrumSnr({ ...rest, re: empty, im })).toBeUndefined();
    expect(spectrumSnr(spectrum(6, 0.02), 0, { noise: [-20, -18] })).toBeUndefined();
  });
});

describe("linewidth", () => {
  test.each([3, 6, 12])("of a Lorentzian of %s Hz is %s Hz", (width) => {
    // the flat offset of a FID that starts at full height widens it by less than 2 %
    expect(spectrumLinewidth(spectrum(width, 0, 16384))! / width).toBeCloseTo(1, 1);
  });

  test("is undefined without a positive peak", () => {
    const { re, ...rest } = spectrum(6, 0);
    expect(spectrumLinewidth({ ...rest, re: re.map((value) => -Math.abs(value)) })).toBeUndefined();
  });
});
