import { createHash } from "node:crypto";
import { engineInfo } from "../engine/engineInfo.js";
import type { TrainingRows, TrainResult } from "../engine/train.js";
import { libraryVersion } from "../signal/libraryVersion.js";
import type { NetworkProvenance } from "./network.js";

/** Where a network comes from that has just been trained. */
export function networkProvenance(
  training: TrainingRows,
  validation: TrainingRows,
  { stopped, bestEpoch }: Pick<TrainResult, "stopped" | "bestEpoch">,
): NetworkProvenance {
  return {
    madeBy: `mrs-synth ${libraryVersion()}`,
    date: new Date().toISOString(),
    engine: engineInfo(),
    training: summaryOf(training),
    validation: summaryOf(validation),
    stopped,
    bestEpoch,
  };
}

function summaryOf({ rows, inputs }: TrainingRows): { rows: number; sha256: string } {
  const hash = createHash("sha256");
  for (const name of Object.keys(inputs).sort()) hash.update(inputs[name]);
  return { rows, sha256: hash.digest("hex") };
}
