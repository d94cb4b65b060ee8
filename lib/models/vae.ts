import type { EngineInfo } from "../engine/engineInfo.js";
import type { EpochRecord } from "../engine/checkpoint.js";
import type { WeightArrays } from "../engine/objective.js";
import type { ScanHeader } from "../signal/fidStack.js";
import type { VaeConfig } from "./vaeConfig.js";

/** Where a model comes from. */
export interface VaeProvenance {
  /** What made it. */
  madeBy: string;
  /** ISO 8601. */
  date: string;
  engine: EngineInfo;
  /** Rows, and SHA-256 of their values. */
  training: { rows: number; sha256: string };
  validation: { rows: number; sha256: string };
  /** What ended the training, and the epoch whose weights these are. */
  stopped: "epochs" | "patience" | "signal";
  bestEpoch: number;
}

/** A trained variational autoencoder: plain data, nothing to dispose of. */
export interface Vae {
  config: VaeConfig;
  weights: WeightArrays;
  /** ppm of the p points that it encodes and decodes. */
  ppm: Float64Array;
  /** Of the training scans: what decoded spectra carry unless told otherwise. Without labels and dimensions. */
  header: ScanHeader;
  history: readonly EpochRecord[];
  provenance: VaeProvenance;
}
