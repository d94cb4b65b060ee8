import { fileBeside } from "./fileBeside.js";
import { namelistNumber, namelistParse } from "./namelistParse.js";
import { readBytes } from "./readBytes.js";
import type { ScanFallback } from "./readScanOptions.js";

/**
 * What LCModel's control file says of a RAW or H2O file that lies beside it under the same name (`S01.RAW`,
 * `S01.control`; Osprey writes such): DELTAT (s), HZPPPM (MHz) and ECHOT (ms) of its namelist LCMODL. Everything else
 * in it is left out. Nothing where there is none.
 *
 * @throws InputError where one of them is no number.
 */
export async function rawControl(path: string): Promise<ScanFallback> {
  const file = await fileBeside(path, ".control");
  if (file === undefined) return {};
  const namelists = namelistParse(new TextDecoder("latin1").decode(await readBytes(file)), file);
  const control = namelists.find(({ name }) => name === "LCMODL");
  const number = (key: string): number | undefined => {
    const value = control && namelistNumber(control, key, file);
    return value !== undefined && value > 0 ? value : undefined;
  };
  const echoTime = number("ECHOT");
  const told = {
    dwellTime: number("DELTAT"),
    spectrometerFrequency: number("HZPPPM"),
    echoTime: echoTime === undefined ? undefined : echoTime / 1000,
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}
