import { describe, expect, it } from "vitest";
import {
  fig8Agreement,
  fig9Bias,
  fig9BiasCause,
  figureMeta,
  figureRender,
  fitReport,
  tableCsv,
  table1Summary,
} from "mrs-synth";
import type { FitResult, QuantityRow } from "mrs-synth";

const sets = ["subset", "random", "ours"];
const metabolites = ["GABA+", "tNAA"];
const pairs = sets.flatMap((set, k) =>
  metabolites.flatMap((metabolite) =>
    [1, 1.1, 1.3].map((reference) => ({ metabolite, set, reference, value: reference * (1 + 0.1 * k) })),
  ),
);
const limits = sets.flatMap((set, k) =>
  metabolites.map((metabolite) => ({ metabolite, set, bias: 10 * k, lower: 10 * k - 5, upper: 10 * k + 5 })),
);

describe("figures 8 and 9, table 1", () => {
  // figureRender refuses any warning of Vega
  it("are drawn without a warning, with a name for every set, also one that is not of the paper", async () => {
    const specs = [
      fig8Agreement(pairs, limits, { n: 2 }),
      fig9Bias(
        limits.flatMap((row) =>
          (["water", "tCr"] as const).map((scale) => ({
            ...row,
            scale,
            n: 2,
            biasLow: row.bias - 1,
            biasHigh: row.bias + 90,
          })),
        ),
      ),
      fig9BiasCause(
        limits.map((row) => ({
          ...row,
          biasLow: row.bias - 1,
          biasHigh: row.bias + 1,
          slope: 0.8,
          slopeLow: 0.5,
          slopeHigh: 9,
          linewidth: row.set === "ours" ? null : 6,
        })),
      ),
    ];
    expect(specs.map((spec) => figureMeta(spec).id)).toEqual([
      "fig8-agreement",
      "fig9-bias",
      "fig9-bias-cause",
    ]);
    for (const spec of specs) {
      const { svg } = await figureRender(spec, { scale: 1 });
      for (const name of ["Subset only", "+ random sampling", "+ ours"]) expect(svg).toContain(name);
    }
    // a bar to 110 % is cut at 60, and the caption says so
    expect(figureMeta(specs[1]).caption).toContain("Beyond 60 % bars are cut");
    const rows = [
      { section: "Data", name: "Training", column: "", value: "24 subjects" },
      { section: "Data", name: "Test", column: "", value: "40 subjects" },
      { section: "Bias", name: "full", column: "tNAA", value: "+1.0 ± 0.3" },
      { section: "Bias", name: "full", column: "tCr", value: "–" },
    ];
    const { svg } = await figureRender(table1Summary(rows), { scale: 1 });
    expect(svg).toContain("40 subjects");
    // A section's heading and the names of its columns stand once
    for (const heading of [/>Data</g, />tNAA</g, />tCr</g]) expect(svg.match(heading)).toHaveLength(1);
  });
});

describe("fitReport", () => {
  it("shows curves, table and flags of a scan on one page, with markup in names made harmless", async () => {
    const ppm = Float64Array.from({ length: 50 }, (_, k) => 0.2 + 0.08 * k);
    const curve = (size: number): Float64Array => ppm.map((v) => size * Math.exp(-((v - 2) ** 2)));
    const spectra = {
      ppm,
      data: curve(1),
      fit: curve(0.9),
      baseline: curve(0.1),
      residual: curve(0.1),
      components: new Float32Array(50),
    };
    const notFitted = [{ name: "Cit", why: "omitted" }];
    const flags = ["phase at its limit"];
    const fit = { spectra, residualOverNoise: 1.234, flags, notFitted, components: [] };
    const row: QuantityRow = {
      subject: "a<b",
      spectrum: "PRESS",
      metabolite: "tNAA",
      quantity: "ratio",
      value: 1.5,
      unit: "/tCr",
      crlb: 0.03,
      flags: "",
    };
    const { html, svg } = await fitReport({
      subject: "a<b",
      fits: [{ spectrum: "PRESS", fit: fit as unknown as FitResult }],
      rows: [row],
    });
    expect(html).toContain("Fit of a&lt;b");
    expect(html).toContain("phase at its limit");
    expect(html).toContain("PRESS: in the basis, not fitted: Cit (omitted).");
    // 0.03 of 1.5
    expect(html).toContain("<td>2.0</td>");
    expect(svg).toContain("1.23 times the noise");
    expect(svg).toContain("tNAA");
    expect(tableCsv([{ title: 'Mean, "all"', value: 1 }])).toBe('title,value\n"Mean, ""all""",1\n');
    expect(tableCsv([row])).toBe(
      "subject,spectrum,metabolite,quantity,value,unit,crlb,flags\na<b,PRESS,tNAA,ratio,1.5,/tCr,0.03,\n",
    );
  });
});
