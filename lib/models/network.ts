import type { EpochRecord } from "../engine/checkpoint.js";
import type { EngineInfo } from "../engine/engineInfo.js";
import type { WeightArrays } from "../engine/objective.js";

/** Where a network comes from. */
export interface NetworkProvenance {
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

/** A trained network of any kind: plain data, nothing to dispose of. */
export interface Network<Config> {
  /** What it is: `conditional VAE`, … */
  kind: string;
  /** All that its layers' shapes depend on, and how it was trained; JSON. */
  config: Config;
  weights: WeightArrays;
  history: readonly EpochRecord[];
  provenance: NetworkProvenance;
}
