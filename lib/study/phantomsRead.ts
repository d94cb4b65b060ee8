import { readFileSync } from "node:fs";
import path from "node:path";
import { readScans } from "../io/index.js";
import { stackAlign, stackClassify, stackReference } from "../process/index.js";
import { EDIT_OFF, EDIT_ON, InputError, stackAverage, stackConcat, stackSelect } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { PhantomScan } from "./phantomSeries.js";
import { transientsOf } from "./subsetDraw.js";

/** The file beside the scans that tells what is in them. */
const TRUTH = "concentrations.json";

/**
 * Measured edited scans of phantoms: each condition aligned and averaged, referenced and phased by OFF.
 *
 * @param folder - holds scans in any form that `readScans` reads, and `concentrations.json`: by each scan's path in the
 * folder `{ "series": "E1", "concentrations": { "NAA": 15, "Cr": 8, … } }`, in mM. Scans that it does not name are
 * left out.
 * @throws InputError when the file is missing or names no scan that is there.
 */
export async function phantomsRead(folder: string): Promise<PhantomScan[]> {
  const file = path.join(folder, TRUTH);
  let truth: Record<string, Pick<PhantomScan, "series" | "concentrations">>;
  try {
    truth = JSON.parse(readFileSync(file, "utf8")) as typeof truth;
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new InputError({ file, key: "content", value, expected: "series and concentrations of each scan" });
  }
  const named = (scan: string): string => path.relative(folder, scan).split(path.sep).join("/");
  const { scans } = await readScans(folder, { include: (scan) => named(scan) in truth });
  if (scans.length === 0) {
    throw new InputError({
      file,
      key: "scans",
      value: Object.keys(truth),
      expected: "paths of scans that are there",
    });
  }
  return scans.map(({ file: scan, stack }): PhantomScan => {
    const id = named(scan);
    return { id, ...truth[id], stack: averaged(stack) };
  });
}

/** OFF and ON, two FIDs. */
function averaged(scan: FidStack): FidStack {
  const { stack } = stackClassify(scan);
  const [off, on] = [EDIT_OFF, EDIT_ON].map((label) => {
    const own = stackSelect(stack, transientsOf(stack.shape[0], stack.labels, label));
    return own.shape[0] > 1 ? stackAverage(stackAlign(own).stack) : own;
  });
  return stackReference(stackConcat([off, on])).stack;
}
