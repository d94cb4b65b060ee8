import path from "node:path";
import { scanName } from "../../io/index.js";

/** A scan, and the water reference that its name leads to. */
export interface ScanPaired {
  file: string;
  water?: string;
  /** Several files that may be its water by their names; none is taken. */
  unsure?: string[];
}

export interface ScansPaired {
  scans: ScanPaired[];
  /** Water references by name that no scan is found for. */
  alone: string[];
}

const WATER = "mrs[_-]?ref|w(?:ater)?[_-]?ref|ref(?:erence|scan)?|water|h2o|w|no?ws|unsup(?:p|pressed)?";
const SCAN = "act|svs|metab(?:olites?)?|met|mrs|sup(?:p|pressed)?|ws|on|off";
/** What may follow the word: which water it is, or a number. */
const AFTER = "(?=(?:[_. -]+(?:raw|quant|ecc|internal|scan|water|ref|\\d+))*$)";
const WATER_END = new RegExp(`(?:^|[_. -]+|(?<=[a-z0-9])(?=water|h2o))(?:${WATER})${AFTER}`, "i");
const WATER_START = new RegExp(`^(?:${WATER})[_. -]+`, "i");
const SCAN_END = new RegExp(`(?:^|[_. -]+)(?:${SCAN})${AFTER}`, "i");
const SCAN_START = new RegExp(`^(?:${SCAN})[_. -]+`, "i");
/** Which water it is: for eddy currents, for concentrations. */
const WHICH = /(?<=^|[_. -])(quant|ecc|internal|scan|water|ref)(?=[_. -]|$)/gi;
/** Siemens' numbers of a measurement. */
const MEASUREMENT = /(?<=^|_)(MID|FID)\d+_?/gi;

interface Named {
  file: string;
  /** Path without its last two parts. */
  above: string;
  folder: string;
  stem: string;
}

/**
 * Finds the water reference of each scan by name, as vendors and data sets write them: `_mrsref` beside `_svs` (BIDS),
 * `_ref` beside `_act` (Philips, Big GABA), `_water`, `_H2O`, `_w`, `_wref` beside the plain name (Siemens, GE, FSL-MRS),
 * LCModel's `.H2O` beside `.RAW`, or folders named so (`met/RAW` and `h2o/RAW`). What is left of the names without that
 * word must agree; where nothing does, Siemens' numbers of measurements may differ, and a scan and a water that are the
 * only ones of their folder belong together. A scan that is there in two formats has its water in the same format.
 *
 * @param files - scans and water references; only their names are looked at.
 */
export function scansPair(files: readonly string[]): ScansPaired {
  const named = files.map(nameOf);
  const sure = named.filter(({ stem, file }) => WATER_END.test(stem) || /\.h2o$/i.test(file));
  const rest = named.filter((each) => !sure.includes(each));
  // A name that begins with such a word, or lies in such a folder, is that of water where there is a scan for it.
  const inFolder = rest.filter(({ folder }) => WATER_END.test(folder));
  const begins = rest.filter(({ stem }) => WATER_START.test(stem));
  const others = rest.filter((each) => !inFolder.includes(each) && !begins.includes(each));
  const [keys, folders] = [new Set(others.map(whole)), new Set(others.map(folderOf))];
  const waters = [
    ...sure,
    ...inFolder.filter((each) => folders.has(folderOf(each))),
    ...begins.filter((each) => !inFolder.includes(each) && keys.has(whole(each))),
  ];
  const scans = named.filter((each) => !waters.includes(each));
  const found = new Map<Named, Named[]>();
  for (const key of [whole, (each: Named) => whole(each).replace(MEASUREMENT, ""), folderOf]) {
    const used = new Set([...found.values()].flat());
    const unused = groups(
      waters.filter((water) => !used.has(water)),
      key,
    );
    const left = groups(
      scans.filter((scan) => !found.has(scan)),
      key,
    );
    for (const [name, group] of left) {
      const fitting = unused.get(name) ?? [];
      const alone = stems(group) === 1 && stems(fitting) === 1 && sameSubject(group[0], fitting[0]);
      if (fitting.length > 0 && (key === whole || alone)) for (const scan of group) found.set(scan, fitting);
    }
  }
  const used = new Set([...found.values()].flat());
  return {
    scans: scans.map((scan) => {
      const fitting = found.get(scan) ?? [];
      if (stems(fitting) > 1) return { file: scan.file, unsure: fitting.map(({ file }) => file) };
      const format = path.extname(scan.file).toLowerCase();
      const water = fitting.find(({ file }) => path.extname(file).toLowerCase() === format) ?? fitting[0];
      return water === undefined ? { file: scan.file } : { file: scan.file, water: water.file };
    }),
    alone: waters.filter((water) => !used.has(water)).map(({ file }) => file),
  };
}

function nameOf(file: string): Named {
  const folder = path.dirname(path.resolve(file));
  return { file, above: path.dirname(folder), folder: path.basename(folder), stem: scanName(file) };
}

/** A name without the word that says scan or water. */
function plain(name: string): string {
  const word = [WATER_END, SCAN_END, WATER_START, SCAN_START].find((pattern) => pattern.test(name));
  const rest = word === undefined ? name : name.replace(word, "");
  return (word === WATER_END ? rest.replace(WHICH, "") : rest)
    .toLowerCase()
    .split(/[_. -]+/)
    .filter(Boolean)
    .join("_");
}

function whole({ above, folder, stem }: Named): string {
  return [above, plain(folder), plain(stem)].join("/");
}

function folderOf({ above, folder }: Named): string {
  return [above, plain(folder)].join("/");
}

/** First words with numbers name a person, and `ses-1`, `run-1` a measurement: two that differ do not belong together. */
function sameSubject(a: Named, b: Named): boolean {
  const [first, second] = [a, b].map(({ stem }) => stem.toLowerCase().split(/[_ ]/));
  const differ = (one?: string, other?: string): boolean =>
    one !== undefined && other !== undefined && /\d/.test(one) && /\d/.test(other) && one !== other;
  const entity = (words: string[], name: string): string | undefined =>
    words.find((word) => word.startsWith(`${name}-`));
  return (
    !differ(first[0], second[0]) &&
    !["ses", "run"].some((name) => differ(entity(first, name), entity(second, name)))
  );
}

/** How many different names: a scan in two formats is one. */
function stems(group: readonly Named[]): number {
  return new Set(group.map(({ above, folder, stem }) => `${above}/${folder}/${stem}`)).size;
}

function groups(all: readonly Named[], key: (each: Named) => string): Map<string, Named[]> {
  const found = new Map<string, Named[]>();
  for (const each of all) found.set(key(each), [...(found.get(key(each)) ?? []), each]);
  return found;
}
