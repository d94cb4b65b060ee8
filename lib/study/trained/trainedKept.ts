import { existsSync } from "node:fs";
import path from "node:path";
import { keptFolder, keptFresh } from "../../kept/index.js";

export interface TrainedKeptOptions {
  /** Train again even when one of the same data and settings is kept. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
  /** Folder of what is kept. @default `.cache/models` of the project, or `$MRS_CACHE/models` (`keptFolder`) */
  cache?: string;
}

/**
 * What is trained once and kept in a folder of its name and the hash of all that decides it, so that notebooks and command
 * line share it. A training that was stopped is not kept; its checkpoint is, and the next one goes on from there.
 *
 * @param hash - of all that decides it: `keptKey`.
 */
export async function trainedKept<Trained extends { provenance: { stopped: string } }>(
  name: string,
  hash: string,
  how: {
    load: (folder: string) => Trained;
    save: (trained: Trained, folder: string) => void;
    train: (checkpoint: { path: string }) => Promise<Trained>;
  },
  { fresh = keptFresh(), cache = keptFolder("models") }: TrainedKeptOptions = {},
): Promise<Trained> {
  const folder = path.join(cache, `${name}-${hash.slice(0, 16)}`);
  if (!fresh && existsSync(folder)) return how.load(folder);
  const trained = await how.train({ path: `${folder}.checkpoint` });
  if (trained.provenance.stopped !== "signal") how.save(trained, folder);
  return trained;
}
