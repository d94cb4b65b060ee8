import { writeFileAtomic } from "../io/index.js";
import { InputError, libraryVersion } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import { basisNames } from "./basisNames.js";
import { basisRecentre } from "./basisRecentre.js";
import { dftInPlace } from "./dftInPlace.js";
import { metaboliteEntry } from "./metaboliteName.js";
import type { WriteBasisOptions } from "./writeBasisJson.js";

/**
 * Writes a basis set as an LCModel `.BASIS` file, whole or not at all: spectra of FIDs zero-filled to twice
 * their points, in LCModel's transform, sign and names, ten digits a number. Each line of a namelist is
 * written as makebasis does, which FID-A and Osprey rely on. `PPMSEP` holds the ppm at 0 Hz.
 *
 * @throws InputError for names that collide, and samples that are not finite.
 */
export async function writeBasisLcmodel(
  basis: BasisSet,
  file: string,
  options: WriteBasisOptions = {},
): Promise<void> {
  const { referencePpm = 4.65 } = options;
  basisNames(basis.names, file);
  const { names, re, im, shape, condition, header } = basisRecentre(basis, referencePpm);
  const points = shape[1];
  const text = [
    " $SEQPAR",
    " FWHMBA = -1.,",
    ` HZPPPM = ${header.spectrometerFrequency},`,
    ` ECHOT = ${header.echoTime === undefined ? "-1." : Number((header.echoTime * 1000).toPrecision(12))},`,
    ` SEQ = ${quoted(condition)}`,
    " $END",
    " $BASIS1",
    ` IDBASI = ${quoted(`mrs-synth ${libraryVersion()}: ${condition}`)},`,
    " FMTBAS = '(2E17.9)',",
    ` BADELT = ${header.dwellTime},`,
    ` NDATAB = ${2 * points}`,
    " $END",
  ];
  names.forEach((name, row) => {
    const x = new Float64Array(2 * points);
    const y = new Float64Array(2 * points);
    for (let t = 0, k = row * points; t < points; t++, k++) {
      x[t] = re[k];
      y[t] = -im[k];
    }
    dftInPlace(x, y, "forward");
    if (!x.every(Number.isFinite) || !y.every(Number.isFinite)) {
      throw new InputError({ file, key: `samples of ${name}`, expected: "finite numbers" });
    }
    const metabolite = quoted(metaboliteEntry(name)?.lcmodel ?? name);
    text.push(
      " $NMUSED",
      ` PPMSEP = ${referencePpm},`,
      " XTRASH = 0.",
      " $END",
      " $BASIS",
      ` ID = ${metabolite},`,
      ` METABO = ${metabolite},`,
      " CONC = 1.,",
      " TRAMP = 1.,",
      " VOLUME = 1.,",
      " ISHIFT = 0",
      " $END",
    );
    x.forEach((value, k) => text.push(fortran(value) + fortran(y[k])));
  });
  await writeFileAtomic(file, `${text.join("\n")}\n`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A number as Fortran's E17.9 would hold it: two digits of exponent, what is below 1e-99 is zero. */
function fortran(value: number): string {
  const [mantissa, exponent] = (Math.abs(value) < 1e-99 ? 0 : value).toExponential(9).split("e");
  const power = Number(exponent);
  const digits = String(Math.abs(power)).padStart(2, "0");
  return `${mantissa}E${power < 0 ? "-" : "+"}${digits}`.padStart(17);
}
