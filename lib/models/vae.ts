import type { EpochRecord } from "../engine/checkpoint.js";
import type { WeightArrays } from "../engine/objective.js";
import type { ScanHeader } from "../signal/fidStack.js";
import type { NetworkProvenance } from "./network.js";
import type { VaeConfig } from "./vaeConfig.js";

/** A trained variational autoencoder: plain data, nothing to dispose of. */
export interface Vae {
  config: VaeConfig;
  weights: WeightArrays;
  /** ppm of the p points that it encodes and decodes. */
  ppm: Float64Array;
  /** Of the training scans: what decoded spectra carry unless told otherwise. Without labels and dimensions. */
  header: ScanHeader;
  history: readonly EpochRecord[];
  provenance: NetworkProvenance;
}
