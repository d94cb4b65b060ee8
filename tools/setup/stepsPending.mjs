/**
 * The steps to do, in order: those that are not done, and those whose outcome goes when a step before them is done again.
 * @template {{ id: string, undoneBy?: string[], isDone: () => boolean }} Step
 * @param {Step[]} steps
 * @returns {Step[]}
 */
export function stepsPending(steps) {
  const pending = new Set();
  for (const step of steps) {
    if (step.undoneBy?.some((id) => pending.has(id)) || !step.isDone()) pending.add(step.id);
  }
  return steps.filter((step) => pending.has(step.id));
}
