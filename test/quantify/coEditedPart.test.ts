import { describe, expect, it } from "vitest";
import { coEditedPart, scanQuantify } from "../../lib/quantify/index.js";

describe("coEditedPart", () => {
  const off = { spectrum: "OFF", names: ["Cr"], amplitudes: [8], covariance: [0] };
  // GABA 2 (SD 0.3), MM09 1.5 (SD 0.4), covariance -0.06
  const tied = (names: string[]) => ({
    spectrum: "DIFF",
    names,
    amplitudes: [2, 1.5],
    covariance: [0.09, -0.06, -0.06, 0.16],
  });
  const plus = (names: string[], model: Parameters<typeof coEditedPart>[1]) => {
    const rows = scanQuantify([off, coEditedPart(tied(names), model)], { subject: "s" });
    return rows.find((row) => row.metabolite === "GABA+" && row.quantity === "amplitude")!;
  };

  it("makes GABA+ of every model, with the bound of the sum", () => {
    // var(a + b) = var a + var b + 2 cov
    const sum = Math.sqrt(0.09 + 0.16 - 0.12);
    expect(plus(["GABA", "MM3co"], "free").value).toBeCloseTo(3.5, 12);
    expect(plus(["GABA", "MM3co"], "free").crlb).toBeCloseTo(sum, 12);
    expect(plus(["GABA", "MM09"], "3to2MM").value).toBeCloseTo(3.5, 12);
    expect(plus(["GABA", "MM09"], "3to2MM").crlb).toBeCloseTo(sum, 12);
    // var(2 a) = 4 var a
    expect(plus(["GABA", "MM09"], "1to1GABA").value).toBeCloseTo(4, 12);
    expect(plus(["GABA", "MM09"], "1to1GABA").crlb).toBeCloseTo(0.6, 12);
    expect(plus(["GABA", "MM09"], "none").value).toBeCloseTo(2, 12);
    expect(plus(["GABA", "MM09"], "none").crlb).toBeCloseTo(0.3, 12);
  });
});
