import { describe, expect, test } from "vitest";
import { basisNames, metaboliteEntry, metaboliteKind, metaboliteName } from "../../lib/basis/index.js";
import { dataRead } from "../../lib/signal/index.js";
import { spinSystemNames } from "../../lib/spin/index.js";

interface NameFile {
  sources: Record<string, string>;
  names: Record<string, { aliases?: Record<string, string[]>; lcmodel?: string; unless?: string[] }>;
}

describe("metaboliteName", () => {
  test.each([
    ["Ins", "mI"],
    ["mIns", "mI"],
    ["Myo", "mI"],
    ["myo-inositol", "mI"],
    ["Scyllo", "sI"],
    ["sIns", "sI"],
    ["PCho", "PCh"],
    ["Ch", "Cho"],
    ["bHG", "2HG"],
    ["2-HG", "2HG"],
    ["Tyr", "Tyros"],
    ["Mac", "MMexp"],
    ["MM0.9", "MM09"],
    ["MM0p9", "MM09"],
    ["Lip1.3a", "Lip13a"],
    ["PCho+GPC", "tCho"],
    ["Cr+PCr", "tCr"],
    ["NAA+NAAG", "tNAA"],
    ["glca", "aGlc"],
    ["Glc_B", "bGlc"],
    ["Glth", "GSH"],
    ["m-Ins", "mI"],
    ["pcholine", "PCh"],
    ["PEth", "PE"],
    ["EtNH2", "EA"],
    ["m_cr_ch2", "CrCH2"],
    ["TMSP", "Ref0ppm"],
    [" gaba ", "GABA"],
    ["-CrCH2", "CrCH2"],
  ])("%s is %s", (alias, name) => expect(metaboliteName(alias)).toBe(name));

  test("unknown names are kept, and told", () => {
    expect(metaboliteName("Phos")).toBe("Phos");
    expect(basisNames(["NAA", "Phos", "Ins", "GABA+"])).toEqual({
      names: ["NAA", "Phos", "mI", "GABA+"],
      unknown: ["Phos", "GABA+"],
    });
  });

  test("two entries of one metabolite, and one without a name, are refused", () => {
    expect(() => basisNames(["Ins", "NAA", "mI"], "some.basis")).toThrow(
      "some.basis: metabolites is Ins and mI; expected one entry of mI",
    );
    expect(() => basisNames(["X1", "X1"])).toThrow(/X1 and X1; expected one entry of X1/);
    expect(() => basisNames(["NAA", " "])).toThrow(/name of entry 2/);
  });
});

describe("data/metabolite-names.json", () => {
  const { names, sources } = dataRead<NameFile>("metabolite-names.json");

  test("each spelling has its source and leads to one name, the name itself among them", () => {
    for (const [name, { aliases = {}, lcmodel = name, unless = [] }] of Object.entries(names)) {
      const all = [name, lcmodel, ...Object.values(aliases).flat()];
      for (const alias of all) expect(metaboliteName(alias), alias).toBe(name);
      expect(Object.keys(sources)).toEqual(expect.arrayContaining(Object.keys(aliases)));
      expect(Object.keys(names)).toEqual(expect.arrayContaining(unless));
    }
  });

  test("tells what is no metabolite, of names that it does not hold too", () => {
    expect(["2HG", "Foo"].map(metaboliteKind)).toEqual(["metabolite", "metabolite"]);
    expect(["MM09", "Mac", "MM3"].map(metaboliteKind)).toEqual(Array(3).fill("macromolecule"));
    expect(["Lip13a", "Lip52"].map(metaboliteKind)).toEqual(Array(2).fill("lipid"));
    expect(["H2O", "DSS"].map(metaboliteKind)).toEqual(Array(2).fill("reference"));
  });

  test("has the names of the spin systems and of the tissue table", () => {
    const tissue = dataRead<{ metabolites: object }>("tissue.json");
    for (const name of [...spinSystemNames(), ...Object.keys(tissue.metabolites)]) {
      expect(metaboliteEntry(name)?.name, name).toBe(name);
    }
  });
});
