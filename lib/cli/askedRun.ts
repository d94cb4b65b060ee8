import { tasksRun } from "../fit/tasksRun.js";
import type { TaskDone } from "../fit/tasksRun.js";
import type { ScanAsked } from "./scansAsked.js";
import { interruptSignal, leftOut, note, withProgress } from "./terminal.js";

/**
 * Runs a module's task on every scan: in this thread for one, on all cores for several, under a progress bar and until
 * Ctrl-C. A scan that fails is named and left out.
 */
export async function askedRun<T extends { scan: ScanAsked }, R>(
  title: string,
  module: URL,
  tasks: readonly T[],
): Promise<{ task: T; result: R }[]> {
  const done =
    tasks.length === 1 ? [await alone<T, R>(module, tasks[0])] : await together<T, R>(title, module, tasks);
  return tasks.flatMap((task, k) => {
    const { result, error } = done[k];
    if (error !== undefined) leftOut(task.scan.file, error);
    return result === undefined ? [] : [{ task, result }];
  });
}

async function alone<T, R>(module: URL, task: T): Promise<TaskDone<R>> {
  const { default: run } = (await import(module.href)) as { default: (task: T) => Promise<R> };
  try {
    return { result: await run(task) };
  } catch (error) {
    if (error instanceof Error) return { error };
    throw error;
  }
}

async function together<T extends { scan: ScanAsked }, R>(
  title: string,
  module: URL,
  tasks: readonly T[],
): Promise<TaskDone<R>[]> {
  const signal = interruptSignal();
  const named = tasks.map((task) => ({ id: task.scan.name, task }));
  const done = await withProgress(title, (progress) => tasksRun<T, R>(module, named, { progress, signal }));
  if (signal.aborted) {
    const count = done.filter(({ result }) => result !== undefined).length;
    note(`interrupted: ${count} of ${tasks.length} scans are done`);
    process.exitCode = 130;
  }
  return done;
}
