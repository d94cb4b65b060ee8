import { describe, expect, it } from "vitest";
import {
  agreementRows,
  basisPerProton,
  cohortBasis,
  cohortConfig,
  cohortSimulate,
  cohortSubjects,
  quantificationGoals,
  quantificationSettings,
  quantificationStudy,
  randomSource,
  simulatedSet,
  stackConcat,
  studySettings,
  subjectQuantities,
} from "mrs-synth";
import type { QuantificationRow, TransientsMethod } from "mrs-synth";

/** The subset's own transients again, 1.2 times as large: a set of known bias. */
const larger: TransientsMethod = (subset, count) => {
  const copies = stackConcat(Array.from({ length: (2 * count) / subset.shape[0] }, () => subset));
  const grown = (samples: Float32Array): Float32Array => samples.map((value) => 1.2 * value);
  return { ...copies, re: grown(copies.re), im: grown(copies.im) };
};

describe("basisPerProton", () => {
  it("is 1 of the library's own basis and follows a scale", () => {
    const [basis] = cohortBasis("press35").basis;
    expect(basisPerProton(basis)).toBeCloseTo(1, 6);
    const scaled = { ...basis, re: basis.re.map((v) => 7 * v), im: basis.im.map((v) => 7 * v) };
    expect(basisPerProton(scaled)).toBeCloseTo(7, 5);
  });
});

describe("subjectQuantities", () => {
  it("are ratios of what relaxation leaves, and concentrations of tissue water", () => {
    const [subject] = cohortSimulate({
      ...cohortConfig("quick", 1),
      sites: 1,
      subjectsPerSite: 1,
      transients: 1,
    });
    const { tissue } = cohortBasis("megaPress68");
    const found = subjectQuantities(subject, tissue);
    const { concentrations, tissue: voxel } = subject.truth;
    expect(found.tCr.ratio).toBeCloseTo(1, 12);
    const water = 0.78 * voxel.greyMatter + 0.65 * voxel.whiteMatter;
    expect(found.Glx.concentration).toBeCloseTo((concentrations.Glu + concentrations.Gln) / water, 10);
    // MM3co is 45 % of typical GABA+ (data/macromolecules.json), give or take its spread and the subject's GABA
    expect(found.GABA.ratio / found["GABA+"].ratio).toBeGreaterThan(0.3);
    expect(found.GABA.ratio / found["GABA+"].ratio).toBeLessThan(0.8);
  });
});

describe("agreementRows", () => {
  const row = (subject: number, set: string, value: number | null, truth: number): QuantificationRow => ({
    subject: `s${subject}`,
    site: `S${subject % 2}`,
    set,
    n: set === "full" ? 40 : 4,
    metabolite: "tNAA",
    scale: "water",
    value,
    crlb: null,
    truth,
  });
  const truths = [9, 10, 11, 12, 13, 11];

  it("finds a bias of 10 % and a slope of one half that were put in", () => {
    const mean = 11;
    const rows = truths.map((truth, k) => row(k, "flat", 1.1 * mean + 0.5 * (truth - mean), truth));
    const [found] = agreementRows(rows, "truth");
    expect(found.bias).toBeCloseTo(10, 10);
    expect(found.slope).toBeCloseTo(0.5, 6);
    expect(found.r).toBeCloseTo(1, 10);
    expect(found.concordance).toBeLessThan(0.7);
    expect(found.wilcoxonP).toBeCloseTo(2 / 64, 10);
    expect(found.wasserstein).toBeCloseTo(10, 6);
    expect(found.subjects).toBe(6);
  });

  it("compares with the full scan's estimates, and counts failed fits", () => {
    const rows = [
      ...truths.map((truth, k) => row(k, "full", truth + 1, truth)),
      ...truths.map((truth, k) => row(k, "subset", k === 0 ? null : truth + 1 + 0.1 * (k % 2), truth)),
    ];
    const found = agreementRows(rows, "full");
    expect(found.map(({ set }) => set)).toEqual(["subset"]);
    expect(found[0].failed).toBe(1);
    // differences .1 0 .1 0 .1 of a mean of 12.4
    expect(found[0].bias).toBeCloseTo((100 * 0.06) / 12.4, 8);
  });
});

describe("quantificationGoals", () => {
  it("takes the bias apart into the full scan's own and what a set adds", () => {
    const truths = [9, 10, 11, 12, 13];
    const rows = truths.flatMap((truth, k): QuantificationRow[] =>
      [
        { set: "full", n: 40, value: 1.03 * truth },
        { set: "subset", n: 4, value: 1.03 * truth + (k % 2) - 0.4 },
        // flat by one half, and 5 % lower than the full scan
        { set: "made", n: 4, value: 0.95 * 1.03 * (11 + 0.5 * (truth - 11)) },
      ].map((one) => ({
        ...one,
        subject: `s${k}`,
        site: "S",
        metabolite: "tCr",
        scale: "water",
        crlb: null,
        truth,
      })),
    );
    const goals = quantificationGoals(agreementRows(rows, "truth"), agreementRows(rows, "full"), 4);
    const made = goals.find(({ set }) => set === "made")!;
    expect(made.biasOfFullScan).toBeCloseTo(3, 10);
    expect(made.biasAdded).toBeCloseTo(-5, 10);
    // 1.03 x .95
    expect(made.bias).toBeCloseTo(-2.15, 10);
    expect(made.slope).toBeCloseTo(0.5 * 0.95 * 1.03, 6);
    expect([made.biasMet, made.slopeMet, made.rMet]).toEqual([false, false, true]);
    expect(goals.find(({ set }) => set === "full")).toMatchObject({
      biasMet: false,
      slopeMet: true,
      biasAdded: 0,
    });
  });
});

describe("quantificationStudy", () => {
  it("gives truth for all transients, a known bias for a set that has one; the same on one thread or two", async () => {
    const config = { ...cohortConfig("quick", 7), sites: 1, subjectsPerSite: 2, transients: 8 };
    const study = (threads: number, subjects: number) =>
      quantificationStudy(cohortSubjects({ ...config, subjectsPerSite: subjects }), {
        sequence: config.sequence,
        methods: { larger },
        subsets: [4],
        metabolites: ["tNAA", "tCr"],
        threads,
        random: randomSource(1),
      });
    const { rows, quality } = await study(2, 2);
    // 2 subjects x (full, subset, larger) x 2 metabolites x 2 scales
    expect(rows).toHaveLength(24);
    const of = (set: string, scale: string): number => {
      const own = rows.filter((r) => r.set === set && r.scale === scale && r.metabolite === "tNAA");
      return own.reduce((sum, r) => sum + r.value! / r.truth, 0) / own.length;
    };
    // 8 + 8 transients: bounds of about 4 % on tNAA and 6 % on its ratio, two subjects
    expect(Math.abs(of("full", "water") - 1)).toBeLessThan(0.09);
    expect(Math.abs(of("full", "tCr") - 1)).toBeLessThan(0.13);
    // half of the set is 1.2 times as large: the mean is 1.1 times, the ratio unchanged
    expect(of("larger", "water") / of("subset", "water")).toBeGreaterThan(1.05);
    expect(of("larger", "water") / of("subset", "water")).toBeLessThan(1.16);
    expect(Math.abs(of("larger", "tCr") / of("subset", "tCr") - 1)).toBeLessThan(0.05);
    // 2 subjects x (full, subset, larger); the full scan is not compared with itself
    expect(quality).toHaveLength(6);
    for (const one of quality) {
      expect(one.shapeFull === null).toBe(one.set === "full");
      // Big GABA's tCr is 4.9 to 8.0 Hz wide (methods' 5.1), here before any filter
      expect(one.linewidth!).toBeGreaterThan(3);
      expect(one.linewidth!).toBeLessThan(12);
    }
    const mean = (set: string, of: "snr" | "shapeTruth"): number =>
      quality.filter((one) => one.set === set).reduce((sum, one) => sum + one[of]!, 0) / 2;
    // 8 transients of a condition against 4: SNR grows with the root of it, give or take the highest point's own noise
    expect(mean("full", "snr") / mean("subset", "snr")).toBeGreaterThan(1);
    expect(mean("full", "shapeTruth")).toBeGreaterThan(mean("subset", "shapeTruth"));
    const again = await study(1, 1);
    const [{ subject }] = again.rows;
    expect(again.rows).toEqual(rows.filter((row) => row.subject === subject));
    expect(again.quality).toEqual(quality.filter((row) => row.subject === subject));
  }, 180_000);

  it("tests on subjects of another seed than any that a model learns from", () => {
    for (const size of ["full", "quick"] as const) {
      const { cohort } = quantificationSettings(size);
      const { seed, preset } = studySettings("simulated", size);
      expect(cohort.seed).not.toBe(seed);
      // and so of other numbers: no concentration is shared
      if (size === "full") continue;
      const learned = simulatedSet(cohortConfig(preset!, seed));
      const [first] = cohortSubjects({ ...cohort, transients: 1 });
      const same = [...learned.train, ...learned.validation].some(
        ({ stack }) => stack.re[5] === first.stack.re[5],
      );
      expect(same).toBe(false);
    }
    expect(
      quantificationSettings("full").cohort.sites * quantificationSettings("full").cohort.subjectsPerSite,
    ).toBeGreaterThanOrEqual(40);
  });
});
