import { fidStack, InputError, type FidStack } from "../signal/index.js";
import { nucleusName } from "./nucleusName.js";
import { nucleusReferencePpm } from "./nucleusReferencePpm.js";
import { rawParse } from "./rawParse.js";
import type { ReadScanOptions } from "./readScanOptions.js";

/**
 * The text of an LCModel RAW or H2O file as a stack. Many such files tell neither frequency nor dwell time:
 * `fallback` does, as DELTAT and HZPPPM of the control file do for LCModel. Their amplitude is kept as stored: the
 * scaling by TRAMP / VOLUME, which LCModel does, is noted in the history and not applied. ECHOT is in ms, DELTAT in s,
 * HZPPPM in MHz; a value that can only be in another unit (`ECHOT = .03`) is taken in that, and the history says so.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export function rawToStack(text: string, file: string, options: ReadScanOptions = {}): FidStack {
  const { fallback = {} } = options;
  const raw = rawParse(text, file);
  const needed = (key: string, value: number | undefined, option: string, unit: string): number => {
    if (value !== undefined) return value;
    const expected = `${unit} in the file's SEQPAR, or the option fallback.${option}`;
    throw new InputError({ file, key, expected });
  };
  const rows = raw.re.length / raw.points;
  const nucleus = nucleusName(fallback.nucleus ?? "1H", { file, key: "fallback.nucleus" });
  return fidStack(
    {
      re: Float32Array.from(raw.re),
      im: Float32Array.from(raw.im),
      shape: [rows, raw.points],
      dwellTime: needed("DWELLTIME", raw.dwellTime ?? fallback.dwellTime, "dwellTime", "seconds"),
      spectrometerFrequency: needed(
        "HZPPPM",
        raw.spectrometerFrequency ?? fallback.spectrometerFrequency,
        "spectrometerFrequency",
        "MHz",
      ),
      referencePpm: fallback.referencePpm ?? nucleusReferencePpm(nucleus),
      echoTime: raw.echoTime ?? fallback.echoTime,
      repetitionTime: fallback.repetitionTime,
      nucleus,
      dimensions: [{ tag: "DIM_DYN", size: rows }],
      history: [
        `read: LCModel RAW, ${rows} x ${raw.points}, TRAMP ${raw.tramp} and VOLUME ${raw.volume} not applied`,
        ...raw.notes,
      ],
    },
    file,
  );
}
