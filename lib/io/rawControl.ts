import { fileBeside } from "./fileBeside.js";
import { namelistNumber, namelistParse } from "./namelistParse.js";
import {
  DWELL_TIME_S,
  ECHO_TIME_MS,
  FREQUENCY_MHZ,
  quantitySettle,
  type Quantity,
} from "./quantitySettle.js";
import { readBytes } from "./readBytes.js";
import type { ScanFallback } from "./readScanOptions.js";
import { textDecode } from "./textDecode.js";

/** What a control file tells, and what of it was taken in another unit than LCModel's, for the history. */
export interface RawControl {
  told: ScanFallback;
  notes: string[];
}

/**
 * What LCModel's control file says of a RAW or H2O file that lies beside it under the same name (`S01.RAW`,
 * `S01.control`; Osprey writes such): DELTAT (s), HZPPPM (MHz) and ECHOT (ms) of its namelist LCMODL. Everything else
 * in it is left out. Nothing where there is none.
 *
 * @throws InputError where one of them is no number, or in no unit that it may be in.
 */
export async function rawControl(path: string): Promise<RawControl> {
  const file = await fileBeside(path, ".control");
  if (file === undefined) return { told: {}, notes: [] };
  const namelists = namelistParse(textDecode(await readBytes(file)), file);
  const control = namelists.find(({ name }) => name === "LCMODL");
  const notes: string[] = [];
  const settled = (key: string, quantity: Quantity): number | undefined => {
    const number = control && namelistNumber(control, key, file);
    if (number === undefined || number <= 0) return undefined;
    const { value, note } = quantitySettle(number, quantity, { file, key });
    if (note !== undefined) notes.push(note);
    return value;
  };
  const told = {
    dwellTime: settled("DELTAT", DWELL_TIME_S),
    spectrometerFrequency: settled("HZPPPM", FREQUENCY_MHZ),
    echoTime: settled("ECHOT", ECHO_TIME_MS),
  };
  return {
    told: Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)),
    notes,
  };
}
