import { beforeAll, describe, expect, it } from "vitest";
import { cohortBasis, cohortConfig, cohortSimulate, coordText, scanFit } from "mrs-synth";
import type { FitResult } from "mrs-synth";

describe("coordText", () => {
  const config = { ...cohortConfig("press-te35", 2), sites: 1, subjectsPerSite: 1 };
  const [subject] = cohortSimulate(config);
  const scan = { subject: subject.id, basis: cohortBasis("press35").basis };
  let fit: FitResult;
  beforeAll(() => {
    [{ fit }] = scanFit(subject.stack, scan).fits;
  });

  it("is read back as readers of COORD files do: by its counts and headings", () => {
    const lines = coordText(fit, { title: "sub-001", spectrometerFrequency: 127.75 }).split("\n");
    // the third line counts the table's, of which the first is its head
    const count = Number(/^\s*(\d+) lines in following concentration table = NCONC\+1$/.exec(lines[2])![1]);
    const table = lines.slice(4, 3 + count).map((line) => line.trim().split(/\s+/));
    expect(table.every((row) => row.length === 4 && row[1].endsWith("%"))).toBe(true);
    const of = (name: string): number => Number(table.find((row) => row[3] === name)![0]);
    const amplitude = (name: string): number => fit.components.find((one) => one.name === name)!.amplitude;
    // three digits are written
    expect(Math.abs(of("NAA") / amplitude("NAA") - 1)).toBeLessThan(0.006);
    expect(Math.abs(of("NAA+NAAG") / (amplitude("NAA") + amplitude("NAAG")) - 1)).toBeLessThan(0.006);
    expect(Number(table.find((row) => row[3] === "Cr+PCr")![2])).toBe(1);

    const axis = lines.findIndex((line) => line.endsWith("points on ppm-axis = NY"));
    const points = Number(lines[axis].trim().split(" ")[0]);
    expect(points).toBe(fit.spectra.ppm.length);
    const numbers = (heading: number): number[] => {
      const rows = lines.slice(heading + 1, heading + 1 + Math.ceil(points / 10));
      return rows.flatMap((row) => row.trim().split(/\s+/)).map(Number);
    };
    const ppm = numbers(axis);
    expect(ppm).toHaveLength(points);
    expect(ppm[0]).toBeGreaterThan(ppm[points - 1]);
    const under = (heading: string): number[] => numbers(lines.findIndex((line) => line.endsWith(heading)));
    const [data, fitted, background] = [
      under("NY phased data points follow"),
      under("NY points of the fit to the data follow"),
      under("NY background values follow"),
    ];
    const at = points - 1 - 100;
    expect(data[at] / fit.spectra.data[100]).toBeCloseTo(1, 4);
    expect(fitted[at] / fit.spectra.fit[100]).toBeCloseTo(1, 4);
    expect(background[at] / fit.spectra.baseline[100]).toBeCloseTo(1, 4);
    // all components over one background make the fit
    const curves = lines.flatMap((line, k) => (/ Conc\. = /.test(line) ? [numbers(k)] : []));
    const sum = curves.reduce((total, curve) => total + curve[at] - background[at], background[at]);
    expect(Math.abs(sum - fitted[at])).toBeLessThan(1e-3 * Math.max(...fitted));
  });

  it("tells a line width that a brain at 3 T has", () => {
    const text = coordText(fit, { title: "sub-001", spectrometerFrequency: 127.75 });
    const fwhm = Number(/FWHM = ([\d.]+) ppm/.exec(text)![1]);
    // simulated: Gaussian of 5 Hz and 1 / (pi T2) of 1 to 2 Hz are some 6 Hz, .047 ppm
    expect(fwhm).toBeGreaterThan(0.035);
    expect(fwhm).toBeLessThan(0.07);
  });

  it("has no ratios where creatine was not fitted, as the scan's flags say", () => {
    const { fits, flags, rows } = scanFit(subject.stack, { ...scan, fit: { omit: ["Cr", "PCr"] } });
    expect(flags).toEqual(["no ratios: tCr was not fitted"]);
    expect(rows.map(({ quantity }) => quantity)).not.toContain("ratio");
    const lines = coordText(fits[0].fit, { title: "none", spectrometerFrequency: 127.75 }).split("\n");
    const [amount, , ratio] = lines
      .find((line) => line.endsWith(" NAA+NAAG"))!
      .trim()
      .split(/\s+/);
    expect(Number(amount)).toBeGreaterThan(0);
    expect(Number(ratio)).toBe(0);
    const other = scanFit(subject.stack, { ...scan, ratioTo: "tNAA" });
    expect(other.rows.find((row) => row.metabolite === "tNAA" && row.unit === "/tNAA")!.value).toBe(1);
  });
});
