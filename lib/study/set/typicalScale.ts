import { median } from "simple-statistics";
import type { Vae } from "../../models/index.js";
import { scansToRows } from "./scansToRows.js";
import type { StudyScan } from "./studySet.js";

/** The median scale of the spectra of some scans, of each condition in turn (OFF, ON), or of the one there is. */
export function typicalScale(model: Vae, scans: readonly StudyScan[]): number[] {
  const { scale, header } = scansToRows(scans, { like: model });
  const { labels } = header;
  if (!labels) return [median([...scale])];
  return [0, 1].map((condition) => median([...scale].filter((_, i) => labels[i] === condition)));
}
