import type { FidStack } from "../../signal/index.js";
import { randomSource } from "../../signal/index.js";
import { measuredData } from "../set/measuredData.js";
import { measuredMega } from "../set/measuredMega.js";
import { measuredPress } from "../set/measuredPress.js";

/** The measured scans whose noise can be looked at, by what they are called; none where there are no measured data. */
export async function measuredNoiseScans(): Promise<Record<string, FidStack[]>> {
  const folder = measuredData();
  if (folder === undefined) return {};
  const [press, mega] = await Promise.all([measuredPress(folder, randomSource(1)), measuredMega(folder)]);
  const all = [...press.train, ...press.validation, ...press.test].map(({ stack }) => stack);
  return { "PRESS, one scan": all.slice(0, 1), "PRESS, all scans": all, "MEGA-PRESS scan": [mega.scan] };
}
