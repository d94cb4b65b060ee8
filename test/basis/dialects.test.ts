import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readBasis } from "../../lib/basis/index.js";
import { inFolder } from "../io/inFolder.js";
import { basisText, lcmodelSpectrum, type Dialect } from "./lcmodelText.js";
import { difference, row, singletBasis } from "./spectra.js";

const at = inFolder();
const POINTS = 128;
const BASIS = singletBasis({ NAA: [2.008], Cr: [3.027, 3.913], PCh: [3.208] }, {}, POINTS);
const SPECTRA = BASIS.names.map((name) => ({ name, spectrum: lcmodelSpectrum(row(BASIS, name)) }));
const e = (digits: number, width: number) => (value: number) => {
  const [mantissa, power] = value.toExponential(digits).split("e");
  return `${mantissa}E${power[0]}${power.slice(1).padStart(2, "0")}`.padStart(width);
};

const FILLED: Dialect = {
  head: (size) =>
    ` $SEQPAR\n FWHMBA = -1.,\n HZPPPM =  127.75,\n ECHOT = 35.,\n SEQ = 'PRESS'\n $END\n` +
    ` $BASIS1\n IDBASI = ' ',\n FMTBAS = '(6E13.5)',\n BADELT =  0.0005,\n NDATAB = ${size}\n $END`,
  entry: (name) =>
    ` $NMUSED\n FILRAW = '${name}.RAW',\n AUTOPH = F,\n PPMAPP =  0.1 -0.4,\n PPMGAP = 3*997.,\n  997.\n $END\n` +
    ` $BASIS\n ID = '${name}',\n METABO = '${name}',\n CONC = 1.,\n TRAMP = 1.,\n VOLUME = 1.,\n ISHIFT = 0\n $END`,
  number: e(8, 17),
};

const DIALECTS: Record<string, Partial<Dialect>> = {
  "as makebasis writes it": { perLine: 3, number: e(8, 16) },
  "columns that touch": { perLine: 3, number: e(8, 15) },
  "lower case, no quotes, no commas, ends on the last line, a null ECHOT": {
    head: (size) =>
      `$seqpar fwhmba=0.1 hzpppm=127.75 echot= , seq=press $end\n$basis1 fmtbas=(2E15.6) badelt=5e-04 ndatab=${size} $end`,
    entry: (name) => `$nmused $end $basis metabo=${name} ishift=0 $end`,
  },
  "&-namelists that end with /, double quotes, D exponents": {
    head: (size) =>
      `&SEQPAR\n  HZPPPM = 1.2775D+02\n  ECHOT = 3.5D1\n  SEQ = "PRESS"\n/\n&BASIS1\n  BADELT = 5.0D-4\n  NDATAB = ${size}\n/`,
    entry: (name) =>
      `&BASIS\n  ID = "${name} of /home/me",\n  METABO = "${name}  ", ! a remark\n  CONC = 1.0D0\n/`,
    number: (value) => e(8, 18)(value).replace("E", "D"),
  },
  "&END, blanks around everything, carriage returns, three-digit exponents, plus signs": {
    head: (size) =>
      `   &SEQPAR   \r\n   HZPPPM   =   127.75   ,  \r\n SEQ='PRESS'\r\n   &END\r\n &BASIS1 BADELT = .0005 , NDATAB = ${size} , &END\r`,
    entry: (name) => ` &BASIS METABO   =   '${name}'   &END\r`,
    number: (value) => (value < 0 ? "  " : "  +") + e(8, 0)(value).replace(/E([+-])(\d\d)/, "E$10$2"),
  },
  "quotes inside quotes and one that is not closed": {
    entry: (name) => ` $BASIS\n ID = '${name}''''',\n METABO = '${name}\n ISHIFT = 0\n $END`,
  },
  "no NDATAB, no METABO": {
    head: () => " $SEQPAR HZPPPM = 127.75, SEQ = 'PRESS' $END\n $BASIS1 BADELT = 0.0005 $END",
    entry: (name) => ` $BASIS ID = '${name}' $END`,
  },
};

async function read(name: string, text: string, options = {}) {
  await writeFile(at(name), text);
  return readBasis(at(name), options);
}

describe("dialects of .BASIS", () => {
  test.each(Object.entries(DIALECTS))("%s", async (name, dialect) => {
    const found = await read("dialect.BASIS", basisText({ ...FILLED, ...dialect }, SPECTRA));
    expect(found.names, name).toEqual(BASIS.names);
    expect(found.condition).toBe("PRESS");
    expect(found.header).toMatchObject({
      dwellTime: 5e-4,
      spectrometerFrequency: 127.75,
      referencePpm: 4.65,
    });
    for (const metabolite of BASIS.names) {
      // eight digits behind the point, of the spectrum's largest value
      expect(difference(row(BASIS, metabolite), row(found, metabolite)), metabolite).toBeLessThan(1e-7);
    }
  });

  test("BADELT that is missing or 0, and HZPPPM of -1, are the caller's to tell", async () => {
    for (const badelt of ["", "BADELT = 0.,", "BADELT = ,"]) {
      const head = (size: number): string =>
        ` $SEQPAR HZPPPM = -1., SEQ = 'PRESS' $END\n $BASIS1 ${badelt} NDATAB = ${size} $END`;
      const text = basisText({ ...FILLED, head }, SPECTRA);
      await expect(read("silent.BASIS", text)).rejects.toThrow(
        /silent\.BASIS: BADELT is missing; expected the dwell time in s, .*fallback\.dwellTime/,
      );
      const fallback = { dwellTime: 5e-4, spectrometerFrequency: 127.75, echoTime: 0.03 };
      const found = await read("silent.BASIS", text, { fallback });
      expect(found.header).toEqual({ ...fallback, referencePpm: 4.65 });
    }
  });

  test("a negative BADELT means scrambled spectra, which are read", async () => {
    // LCModel.f, MYBASI: read as -b exp(10 - 20 u_k), u of Park and Miller's generator from 1499 on
    let state = 1499n;
    const factor = SPECTRA[0].spectrum.map(() => {
      state = (state * 16807n) % 2147483647n;
      return -Math.exp(10 - (20 * Number(state)) / 2147483647);
    });
    const scrambled = SPECTRA.map(({ name, spectrum }) => ({
      name,
      spectrum: spectrum.map(([x, y], k): [number, number] => [x / factor[k], y / factor[k]]),
    }));
    const head = (size: number): string => FILLED.head(size).replace("0.0005", "-0.0005");
    const found = await read("scrambled.BASIS", basisText({ ...FILLED, head }, scrambled));
    expect(found.header.dwellTime).toBe(5e-4);
    expect(difference(row(BASIS, "NAA"), row(found, "NAA"))).toBeLessThan(1e-6);
  });

  test("ISHIFT moves to larger ppm, CONC, TRAMP and VOLUME scale", async () => {
    // Stored two points too far to smaller ppm: a point is 1 / (256 x 0.0005 x 127.75) = 0.0612 ppm.
    const late = SPECTRA.map(({ name, spectrum }) => ({
      name,
      spectrum: spectrum.map((_, k) => spectrum[(k - 2 + spectrum.length) % spectrum.length]),
    }));
    const entry = (name: string): string =>
      ` $BASIS METABO = '${name}', CONC = 10., TRAMP = 40., VOLUME = 8., ISHIFT = 2 $END`;
    const found = await read("shifted.BASIS", basisText({ ...FILLED, entry }, late));
    const half = {
      re: row(found, "Cr").re.map((value) => 2 * value),
      im: row(found, "Cr").im.map((v) => 2 * v),
    };
    expect(difference(row(BASIS, "Cr"), half)).toBeLessThan(1e-7);
  });

  test("a set of the other sign, or of another centre than its PPMSEP, is set right by its singlets", async () => {
    const other = SPECTRA.map(({ name }) => {
      const { re, im } = row(BASIS, name);
      return { name, spectrum: lcmodelSpectrum({ re, im: im.map((value) => -value) }) };
    });
    const found = await read("mirrored.BASIS", basisText(FILLED, other));
    expect(found.source.conjugated).toBe(true);
    expect(difference(row(BASIS, "NAA"), row(found, "NAA"))).toBeLessThan(1e-7);
    const entry = (name: string): string => ` $NMUSED PPMSEP = 4.9 $END\n $BASIS METABO = '${name}' $END`;
    const centred = await read("ppmsep.BASIS", basisText({ ...FILLED, entry }, SPECTRA));
    expect(centred.header.referencePpm).toBe(4.65);
    expect(centred.source.storedReferencePpm).toBe(4.9);
  });

  test("one singlet cannot tell the sign: the format's is kept", async () => {
    const found = await read("naa.BASIS", basisText(FILLED, SPECTRA.slice(0, 1)));
    expect(found.source).toMatchObject({ conjugated: false, singletsOf: ["NAA"] });
    expect(found.header.referencePpm).toBe(4.65);
  });
});

describe("folders of RAW", () => {
  const raw = (name: string, nmid: string): string => {
    const { re, im } = row(BASIS, name);
    return [nmid, ...Array.from(re, (value, t) => `${e(8, 18)(value)}${e(8, 18)(-im[t])}`)].join("\n");
  };

  test("with SEQPAR, without, conjugated (BRUKER), scaled; other files are left out", async () => {
    await mkdir(at("raw"));
    const seqpar = " $SEQPAR\n echot= 35.00\n seq= 'PRESS'\n hzpppm= 127.75\n dwellTime= 0.0005\n $END\n";
    await writeFile(at("raw/NAA.RAW"), raw("NAA", `${seqpar} $NMID\n id='x', fmtdat='(2E18.8)'\n $END`));
    await writeFile(at("raw/Cr.raw"), raw("Cr", `${seqpar}&nmid FMTDAT='(2E18.8)' TRAMP=6. VOLUME=3. /`));
    const flipped = { ...BASIS, im: BASIS.im.map((value) => -value) };
    const { re, im } = row(flipped, "PCh");
    const lines = Array.from(re, (value, t) => `${value} ${-im[t]}`);
    await writeFile(at("raw/PCho.RAW"), `${seqpar} $NMID BRUKER=.TRUE. $END\n${lines.join("\n")}`);
    await writeFile(at("raw/notes.txt"), "a note");
    const found = await readBasis(at("raw"));
    expect(found.names).toEqual(["Cr", "NAA", "PCh"]);
    expect(found.header).toEqual(BASIS.header);
    expect(difference(row(BASIS, "NAA"), row(found, "NAA"))).toBeLessThan(1e-7);
    expect(difference(row(BASIS, "PCh"), row(found, "PCh"))).toBeLessThan(1e-7);
    expect(row(found, "Cr").re[0] / row(BASIS, "Cr").re[0]).toBeCloseTo(2, 6);
  });

  test("what they leave out is asked for", async () => {
    await mkdir(at("bare"));
    await writeFile(at("bare/NAA.RAW"), raw("NAA", " $NMID ID='NAA', FMTDAT='(2E18.8)' $END"));
    await expect(readBasis(at("bare"))).rejects.toThrow(
      /bare: DWELLTIME is missing; expected seconds in SEQPAR of .*NAA\.RAW, or the option fallback\.dwellTime/,
    );
    await expect(readBasis(at("bare"), { fallback: { dwellTime: 5e-4 } })).rejects.toThrow(
      /HZPPPM is missing; .*fallback\.spectrometerFrequency/,
    );
    const { names, condition } = await readBasis(at("bare/NAA.RAW"), { fallback: BASIS.header });
    expect([names, condition]).toEqual([["NAA"], "UNKNOWN"]);
  });
});
