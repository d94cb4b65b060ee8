import { writeFileAtomic } from "../io/index.js";
import { arraysPack } from "./arraysPack.js";
import type { Checkpoint } from "./checkpoint.js";

/** The first bytes of a checkpoint file. */
export const CHECKPOINT_MAGIC = "MRSCKPT1";

/** Writes a checkpoint: magic, header length (32-bit), header (JSON), arrays (float32), little-endian. */
export async function checkpointSave(path: string, checkpoint: Checkpoint): Promise<void> {
  const { fingerprint, state, sums, history, best } = checkpoint;
  const parts = { weights: state.weights, m: state.m, v: state.v, best: best.weights };
  const entries = Object.entries(parts).flatMap(([part, arrays]) =>
    Object.entries(arrays).map(([name, values]) => [`${part}/${name}`, values] as const),
  );
  const { index, bytes } = arraysPack(Object.fromEntries(entries));
  const header = { fingerprint, updates: state.updates, sums, history, bestEpoch: best.epoch, index };
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  await writeFileAtomic(path, Buffer.concat([Buffer.from(CHECKPOINT_MAGIC), length, text, bytes]));
}
