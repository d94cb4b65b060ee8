import { describe, expect, test } from "vitest";
import { basisNames, metaboliteEntry, metaboliteName } from "../../lib/basis/index.js";
import { dataRead } from "../../lib/signal/index.js";
import { spinSystemNames } from "../../lib/spin/index.js";

interface NameFile {
  names: Record<string, { aliases?: string[]; lcmodel?: string; singlets?: [number, number][] }>;
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
    ["Cho", "Ch"],
    ["2HG", "bHG"],
    ["2-HG", "bHG"],
    ["Tyr", "Tyros"],
    ["Mac", "MMexp"],
    ["MM0.9", "MM09"],
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
  const { names } = dataRead<NameFile>("metabolite-names.json");

  test("each spelling leads to one name, the name itself among them", () => {
    for (const [name, { aliases = [], lcmodel = name }] of Object.entries(names)) {
      for (const alias of [name, lcmodel, ...aliases]) expect(metaboliteName(alias), alias).toBe(name);
    }
  });

  test("has the names of the spin systems and of the tissue table", () => {
    const tissue = dataRead<{ metabolites: object }>("tissue.json");
    for (const name of [...spinSystemNames(), ...Object.keys(tissue.metabolites)]) {
      expect(metaboliteEntry(name)?.name, name).toBe(name);
    }
  });
});
