import path from "node:path";
import { cohortSubjects } from "../../cohort/index.js";
import type { CohortConfig, CohortSimulateOptions } from "../../cohort/index.js";
import { readScan, readScans } from "../../io/index.js";
import type { FidStack } from "../../signal/index.js";

/** A scan whose realism is asked about, as it was stored or simulated. */
export interface RealismScan {
  /** `P1/S01`, `sub-001` */
  id: string;
  site: string;
  group: "measured" | "simulated";
  stack: FidStack;
  /** Unsuppressed water of the same scan, where there is one. */
  reference?: FidStack;
}

/** The PRESS scans of Big GABA with their water references (folder `bigpress_philips` of the measured data). */
export async function measuredRealism(folder: string): Promise<RealismScan[]> {
  const root = path.join(folder, "bigpress_philips");
  const { scans } = await readScans(root, { include: (file) => /_act\.sdat$/i.test(file) });
  return Promise.all(
    scans.map(async ({ file, stack }) => {
      const [site, subject] = path.relative(root, file).split(path.sep);
      const reference = await readScan(file.replace(/_act\./i, "_ref."));
      return { id: `${site}/${subject}`, site, group: "measured" as const, stack, reference };
    }),
  );
}

/** A simulated PRESS cohort in the same form. */
export function simulatedRealism(config: CohortConfig, options: CohortSimulateOptions = {}): RealismScan[] {
  return Array.from(cohortSubjects(config, options), ({ id, site, stack, reference }) => {
    return { id, site, group: "simulated" as const, stack, reference };
  });
}
