import type { Fid } from "./spectra.js";

/**
 * The zero-filled spectrum of a FID as LCModel stores it, by the definition: conjugate FID, N = twice the
 * points, sum over t of fid exp(-2 pi i k t / N) / sqrt(N). Written apart from the code under test.
 */
export function lcmodelSpectrum({ re, im }: Fid): [number, number][] {
  const size = 2 * re.length;
  return Array.from({ length: size }, (_, k) => {
    let [x, y] = [0, 0];
    for (let t = 0; t < re.length; t++) {
      const angle = (-2 * Math.PI * ((k * t) % size)) / size;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      x += re[t] * c + im[t] * s;
      y += re[t] * s - im[t] * c;
    }
    return [x / Math.sqrt(size), y / Math.sqrt(size)];
  });
}

/** How one program or another spells a `.BASIS` file. */
export interface Dialect {
  head: (size: number) => string;
  entry: (name: string) => string;
  number: (value: number) => string;
  /** Complex numbers in a line. @default 1 */
  perLine?: number;
  /** What stands between the numbers of a line. @default "" */
  between?: string;
}

export function basisText(
  dialect: Dialect,
  spectra: readonly { name: string; spectrum: readonly [number, number][] }[],
): string {
  const { head, entry, number, perLine = 1, between = "" } = dialect;
  const parts = [head(spectra[0].spectrum.length)];
  for (const { name, spectrum } of spectra) {
    parts.push(entry(name));
    for (let k = 0; k < spectrum.length; k += perLine) {
      parts.push(
        spectrum
          .slice(k, k + perLine)
          .flat()
          .map(number)
          .join(between),
      );
    }
  }
  return `${parts.join("\n")}\n`;
}
