import { dataRead } from "../../signal/index.js";

/** How many transients a subset has in figure 5, how many spectra are made from it, and UMAP's settings. */
export interface FeatureSettings {
  subset: number;
  count: number;
  neighbours: number;
  minDist: number;
}

/** The settings of figure 5 (`data/study.json`). */
export function featureSettings(): FeatureSettings {
  return dataRead<{ featureSpace: FeatureSettings }>("study.json").featureSpace;
}
