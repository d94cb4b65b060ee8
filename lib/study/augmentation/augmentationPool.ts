import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import * as tasks from "./augmentationWorker.js";

type Tasks = typeof tasks;

/** Runs the tasks of `augmentationWorker` beside the main thread. */
export interface AugmentationPool {
  /** How many run at once. */
  workers: number;
  run<Name extends keyof Tasks>(
    name: Name,
    input: Parameters<Tasks[Name]>[0],
    signal?: AbortSignal,
  ): Promise<ReturnType<Tasks[Name]>>;
  close(): Promise<void>;
}

/**
 * Worker threads for what is not the network's: simulation, alignment, measuring. TensorFlow stays in the main thread,
 * where it has threads of its own. Where the library runs from its sources there is no compiled worker, and tasks run
 * in the main thread.
 *
 * @param workers - @default the processor's cores; 0 runs all in the main thread.
 */
export function augmentationPool(workers = availableParallelism()): AugmentationPool {
  const filename = fileURLToPath(new URL("./augmentationWorker.js", import.meta.url));
  if (workers === 0 || !existsSync(filename)) {
    return {
      workers: 1,
      run: async (name, input, signal) => {
        signal?.throwIfAborted();
        return (tasks[name] as (input: unknown) => never)(input);
      },
      close: async () => {},
    };
  }
  const pool = new Piscina({ filename, minThreads: 1, maxThreads: workers });
  return {
    workers,
    run: (name, input, signal) => pool.run(input, { name, signal }) as Promise<never>,
    close: () => pool.destroy(),
  };
}
