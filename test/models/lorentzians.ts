import { type FidStack, fidStack } from "../../lib/signal/fidStack.js";
import { randomSource } from "../../lib/signal/randomSource.js";

/**
 * FIDs of three Lorentzian lines (2.01, 3.03 and 3.21 ppm) whose heights, width, frequency and phase differ
 * from one to the next, in noise. Every second one carries the label ON.
 */
export function lorentzians(seed: number, n: number, noise = 0.25, points = 512): FidStack {
  const random = randomSource(seed);
  const [dwellTime, spectrometerFrequency, referencePpm] = [1 / 2000, 127.75, 4.68];
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  for (let i = 0; i < n; i++) {
    const heights = [2, 1.5, 1].map((height) => height * (0.6 + 0.8 * random.uniform()));
    const shift = 2 * random.normal();
    const phase = 0.1 * random.normal();
    const width = 4 + 4 * random.uniform();
    const gain = 50 * (1 + random.uniform());
    for (let t = 0; t < points; t++) {
      let [a, b] = [noise * random.normal(), noise * random.normal()];
      [2.01, 3.03, 3.21].forEach((ppm, k) => {
        const f = (ppm - referencePpm) * spectrometerFrequency + shift;
        const angle = 2 * Math.PI * f * t * dwellTime + phase;
        const height = heights[k] * Math.exp(-Math.PI * width * t * dwellTime);
        a += height * Math.cos(angle);
        b += height * Math.sin(angle);
      });
      re[i * points + t] = gain * a;
      im[i * points + t] = gain * b;
    }
  }
  const labels = Uint8Array.from({ length: n }, (_, i) => i % 2);
  return fidStack({ re, im, shape: [n, points], dwellTime, spectrometerFrequency, referencePpm, labels });
}
