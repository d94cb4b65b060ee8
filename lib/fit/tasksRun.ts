import { setMaxListeners } from "node:events";
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { Progress } from "../signal/index.js";

export interface TasksRunOptions {
  /** @default the cores of the machine */
  threads?: number;
  progress?: Progress;
  /** Stops the tasks under way and those to come. */
  signal?: AbortSignal;
  /** Given to every worker thread once. */
  workerData?: unknown;
}

/** What became of a task: its result, or why there is none; neither where it was stopped before. */
export interface TaskDone<R> {
  result?: R;
  error?: Error;
}

/**
 * Runs a module's default function on every task in worker threads. A task that fails does not stop the rest.
 *
 * @param module - URL of the module.
 * @param tasks - `id` is shown with the progress.
 */
export async function tasksRun<T, R>(
  module: URL,
  tasks: readonly { id: string; task: T }[],
  { threads = availableParallelism(), progress, signal, workerData }: TasksRunOptions = {},
): Promise<TaskDone<R>[]> {
  const count = Math.max(1, Math.min(threads, tasks.length));
  const pool = new Piscina({ filename: module.href, maxThreads: count, minThreads: count, workerData });
  // Every task that waits listens to it.
  const stop = signal && AbortSignal.any([signal]);
  if (stop) setMaxListeners(0, stop);
  let done = 0;
  try {
    return await Promise.all(
      tasks.map(async ({ id, task }): Promise<TaskDone<R>> => {
        try {
          return { result: (await pool.run(task, { signal: stop })) as R };
        } catch (error) {
          if (signal?.aborted) return {};
          return { error: error instanceof Error ? error : new Error(String(error)) };
        } finally {
          if (!signal?.aborted) progress?.(++done, tasks.length, id);
        }
      }),
    );
  } finally {
    await pool.destroy();
  }
}
