import { packagesStep } from "./packagesStep.mjs";
import { pythonStep } from "./pythonStep.mjs";
import { tensorflowStep } from "./tensorflowStep.mjs";
import { bindingStep } from "./bindingStep.mjs";
import { gitStep } from "./gitStep.mjs";
import { kernelStep } from "./kernelStep.mjs";
import { libraryStep } from "./libraryStep.mjs";

/**
 * @typedef {object} Tools what a step works with
 * @property {(command: string, args: string[], options: { cwd: string, env?: NodeJS.ProcessEnv }) => Promise<void>} run
 *   runs a command, its words going to the step's log
 * @property {(line: string) => void} note a line for the person, shown when the step is done
 */

/**
 * @typedef {object} Step
 * @property {string} id
 * @property {string} title what it does, in a few words
 * @property {string[]} [needs] prerequisites, by their names in prerequisites.mjs
 * @property {number} [gigabytes] of disk space that it takes at most while it works
 * @property {string[]} [undoneBy] steps that take this one's outcome away
 * @property {() => boolean} isDone quick: looks at a mark and at what it stands for
 * @property {() => void} begin takes the mark away
 * @property {(tools: Tools) => Promise<unknown>} make
 * @property {(outcome: unknown) => void} end sets the mark
 */

/**
 * All of the set-up, in order.
 * @param {string} root the project's folder
 * @returns {Step[]}
 */
export function setupSteps(root) {
  const native = process.env.MRS_ENGINE !== "plain";
  return [
    packagesStep(root),
    pythonStep(root),
    ...(native ? [tensorflowStep(root), bindingStep(root)] : []),
    kernelStep(root),
    gitStep(root),
    libraryStep(root),
  ];
}
