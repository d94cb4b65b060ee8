import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { metaboliteName } from "../../basis/index.js";
import { readScans } from "../../io/index.js";
import { InputError, stackOffOn } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { phantomAverage } from "./phantomAverage.js";
import type { PhantomScan } from "./phantomSeries.js";

/** The file beside the scans that tells what is in them. */
const TRUTH = "concentrations.json";
/** What the name of one condition's file holds. */
const CONDITION = /EDIT_(OFF|ON)/i;
/** Scans without water suppression, which lie beside the others. */
const WATER = /WS_OFF/i;

/**
 * Measured edited scans of phantoms: each condition aligned and averaged, referenced and phased by OFF.
 *
 * @param folder - in one of two layouts, scans in any form that `readScans` reads:
 * - scans, and `concentrations.json`: by each scan's path in the folder
 *   `{ "series": "E1", "concentrations": { "NAA": 15, "Cr": 8, … } }`, in mM. Scans that it does not name are left out.
 * - that of MRSNet's benchmark set (arXiv 1909.03836, 2602.20289; https://github.com/qyber-black/Code-MRSNet), a folder a
 *   series with a `concentrations.json` each: `{ "a scan's folder": { "NAA": 15, … } }`, what is not named being 0; and
 *   anywhere below that folder `…EDIT_OFF…` and `…EDIT_ON…`. The set's Siemens DICOM files (.ima) must have been made
 *   NIfTI-MRS with their names kept (`spec2nii dicom`). `DIFF` and what is below a folder of `WS_OFF` are not read.
 * @throws InputError when the files are missing or name no scan that is there.
 */
export async function phantomsRead(folder: string): Promise<PhantomScan[]> {
  if (!existsSync(folder)) throw new InputError({ file: folder, key: "folder", expected: "one that exists" });
  const series = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, TRUTH)));
  if (existsSync(path.join(folder, TRUTH)) || series.length === 0) return listedRead(folder);
  const scans = await Promise.all(series.sort().map((name) => seriesRead(path.join(folder, name), name)));
  return scans.flat();
}

function truthRead<Truth>(file: string): Truth {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Truth;
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new InputError({ file, key: "content", value, expected: "concentrations of each scan" });
  }
}

async function listedRead(folder: string): Promise<PhantomScan[]> {
  const file = path.join(folder, TRUTH);
  const truth = truthRead<Record<string, Pick<PhantomScan, "series" | "concentrations">>>(file);
  const named = (scan: string): string => path.relative(folder, scan).split(path.sep).join("/");
  const { scans } = await readScans(folder, { include: (scan) => named(scan) in truth });
  return scans.map(({ file: scan, stack }): PhantomScan => {
    const id = named(scan);
    return { id, ...truth[id], stack: phantomAverage(stack) };
  });
}

async function seriesRead(folder: string, series: string): Promise<PhantomScan[]> {
  const file = path.join(folder, TRUTH);
  const truth = truthRead<Record<string, Record<string, number>>>(file);
  const { scans } = await readScans(folder, {
    include: (scan) => CONDITION.test(path.basename(scan)) && !WATER.test(path.relative(folder, scan)),
  });
  const pairs = new Map<string, Record<string, FidStack>>();
  for (const { file: scan, stack } of scans) {
    const place = path.relative(folder, scan);
    const [whole, condition] = CONDITION.exec(path.basename(place))!;
    const id = place.slice(0, place.lastIndexOf(whole)).replace(/[_-]$/, "");
    pairs.set(id, { ...pairs.get(id), [condition.toUpperCase()]: stack });
  }
  const found = [...pairs].flatMap(([place, { OFF, ON }]): PhantomScan[] => {
    const named = place.split(path.sep).findLast((part) => part in truth);
    if (named === undefined || OFF === undefined || ON === undefined) return [];
    const concentrations = Object.fromEntries(
      Object.entries(truth[named]).map(([name, value]) => [metaboliteName(name), value]),
    );
    const stack = stackOffOn(OFF, ON);
    return [{ series, id: `${series}/${named}`, concentrations, stack: phantomAverage(stack) }];
  });
  if (found.length > 0) return found;
  const expected = "folders of scans that are there, EDIT_OFF and EDIT_ON";
  throw new InputError({ file, key: "scans", value: Object.keys(truth), expected });
}
