import path from "node:path";
import { readScans } from "../../io/index.js";
import { stackReference } from "../../process/index.js";
import { InputError } from "../../signal/index.js";
import type { RandomSource } from "../../signal/index.js";
import type { StudyScan, StudySet } from "./studySet.js";

export interface MeasuredPressOptions {
  /** The site that the model never sees. @default "P7" */
  testSite?: string;
  /** Share of the other sites' subjects that stop the training. @default 0.15 */
  validation?: number;
}

/**
 * The 68 in-vivo PRESS scans of Big GABA (folder `bigpress_philips` of the measured data), each referenced and phased:
 * five sites to learn from, one to test on.
 *
 * @param folder - holds `bigpress_philips/SITE/SUBJECT/*_act.SDAT`.
 */
export async function measuredPress(
  folder: string,
  random: RandomSource,
  options: MeasuredPressOptions = {},
): Promise<StudySet> {
  const { testSite = "P7", validation = 0.15 } = options;
  const root = path.join(folder, "bigpress_philips");
  // The water references (_ref) are another signal, and the NIfTI-MRS files the same scans again.
  const { scans } = await readScans(root, { include: (file) => /_act\.sdat$/i.test(file) });
  const studied: StudyScan[] = scans.map(({ file, stack }) => {
    const [site, subject] = path.relative(root, file).split(path.sep);
    return { id: `${site}/${subject}`, site, stack: stackReference(stack).stack };
  });
  const test = studied.filter(({ site }) => site === testSite);
  const rest = studied.filter(({ site }) => site !== testSite);
  if (test.length === 0 || rest.length < 2) {
    const value = [...new Set(studied.map(({ site }) => site))];
    throw new InputError({ file: root, key: "sites", value, expected: `${testSite} and others` });
  }
  const order = [...random.permutation(rest.length)].map((k) => rest[k]);
  const held = Math.max(1, Math.round(validation * rest.length));
  return { name: "press", train: order.slice(held), validation: order.slice(0, held), test };
}
