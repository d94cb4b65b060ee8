import path from "node:path";
import { readScan } from "../../io/index.js";
import { stackClassify, stackReference } from "../../process/index.js";
import { stackSelect } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import type { StudyScan, StudySet } from "./studySet.js";

/** Of every five ON/OFF pairs in a row, which one is for validation and which for testing. */
const PAIRS = { cycle: 5, validation: 4, test: 2 };

/**
 * The in-vivo MEGA-PRESS scan with its 40 single dynamics (folder `megapress_invivo` of the measured data), split by
 * ON/OFF pair over the whole scan, so that each part sees the drift: 12 pairs to learn from, 4 to stop, 4 to test on.
 * It is one subject: what is learned is this scan, and a test dynamic shares its subject with the training ones.
 */
export async function measuredMega(folder: string): Promise<StudySet & { scan: FidStack }> {
  const file = path.join(folder, "megapress_invivo", "spant_mpress_drift.SDAT");
  const { stack } = stackClassify(await readScan(file));
  const scan = stackReference(stack).stack;
  const count = scan.shape[0];
  const part = (id: string, wanted: (place: number) => boolean): StudyScan[] => {
    const members = Array.from({ length: count }, (_, k) => k).filter((k) =>
      wanted(Math.floor(k / 2) % PAIRS.cycle),
    );
    return [{ id, stack: stackSelect(scan, members) }];
  };
  return {
    name: "mega",
    scan,
    train: part("training dynamics", (place) => place !== PAIRS.validation && place !== PAIRS.test),
    validation: part("validation dynamics", (place) => place === PAIRS.validation),
    test: part("test dynamics", (place) => place === PAIRS.test),
  };
}
