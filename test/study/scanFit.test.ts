import { describe, expect, test } from "vitest";
import { randomSource } from "../../lib/signal/index.js";
import { basisCached, pulseSequence, spinSystem } from "../../lib/spin/index.js";
import { scanFit } from "../../lib/study/set/scanFit.js";
import { BRAIN, order, subSpectra, transientsOf, withSinglet } from "../process/editing.js";

const METABOLITES = [...Object.keys(BRAIN), "GSH"];
const basis = basisCached(METABOLITES.map(spinSystem), pulseSequence("megaPress68"));
const [off, on] = subSpectra(BRAIN);
/** Without macromolecules, lipids and the shape of lines: the scans have none. */
const fit = { gaussians: [], lineshape: false } as const;

describe("the difference is fitted by a basis of its own editing alone", () => {
  test("a scan that leaves NAA alone gets no GABA from the difference of a GABA-edited basis", () => {
    // as editing of GSH at 4.56 ppm does: a line at 2.95 ppm, NAA as it was
    const clean = [off, withSinglet(off, 2.95, 2)];
    const labels = Uint8Array.from(order(8, 1));
    const stack = { ...transientsOf(clean, order(8, 1), randomSource(1)), labels };
    const { fits, flags, rows } = scanFit(stack, { subject: "s", basis, fit });
    expect(fits.map(({ spectrum }) => spectrum)).toEqual(["OFF"]);
    expect(flags.join()).toMatch(
      /DIFF is not fitted, and no GABA is given: NAA .* is the same in OFF and ON/,
    );
    expect(rows.some(({ spectrum }) => spectrum === "DIFF")).toBe(false);
  });

  test("four experiments: GSH cancels in the GABA difference and is not said to be 0", () => {
    const four = [off, on, withSinglet(off, 2.95, 2), withSinglet(on, 2.95, 2)];
    const stack = {
      ...transientsOf(four, [0, 1, 2, 3, 0, 1, 2, 3], randomSource(1)),
      dimensions: [
        { tag: "DIM_DYN", size: 2 },
        { tag: "DIM_EDIT", size: 4 },
      ],
    };
    const { fits, flags } = scanFit(stack, { subject: "s", basis, fit });
    expect(fits.map(({ spectrum }) => spectrum)).toEqual(["OFF", "DIFF"]);
    for (const { fit: found } of fits) expect(found.components.map(({ name }) => name)).not.toContain("GSH");
    expect(flags.join()).toMatch(/HERMES .*GSH is not fitted/);
  });
});
