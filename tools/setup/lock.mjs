import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {object} Lock
 * @property {(pid: number | undefined) => void} child notes the process that now works for the owner
 * @property {() => void} release
 */

/**
 * Waits until no other set-up works here and keeps others out. The lock is a folder (making one is atomic) that names its
 * owner; one whose owner and owner's child are both dead is taken over.
 * @param {string} folder
 * @param {{ onWait?: (pid: number) => void }} options
 * @returns {Promise<Lock>}
 */
export async function lockTake(folder, { onWait } = {}) {
  mkdirSync(path.dirname(folder), { recursive: true });
  let waitingFor;
  let emptySince;
  while (!folderMade(folder)) {
    const owner = ownerRead(folder);
    if (owner === undefined) {
      // Just being made, or its maker was killed before it could sign.
      emptySince ??= Date.now();
      if (Date.now() - emptySince > 2000) takeAway(folder, `${folder}.unsigned`);
    } else {
      emptySince = undefined;
      if (!isAlive(owner.pid) && !isAlive(owner.child)) {
        takeAway(folder, `${folder}.${owner.pid}`);
        continue;
      }
      if (isAlive(owner.pid) && waitingFor !== owner.pid) onWait?.((waitingFor = owner.pid));
    }
    await sleep(100);
  }
  const sign = (child) => {
    const file = path.join(folder, "owner.json");
    writeFileSync(`${file}.part`, JSON.stringify({ pid: process.pid, child }));
    renameSync(`${file}.part`, file);
  };
  sign();
  let held = true;
  return {
    child: sign,
    release() {
      if (held) rmSync(folder, { recursive: true, force: true });
      held = false;
    },
  };
}

function folderMade(folder) {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function ownerRead(folder) {
  try {
    return JSON.parse(readFileSync(path.join(folder, "owner.json"), "utf8"));
  } catch {
    return undefined;
  }
}

/** Renames before it removes: of two that find the same dead owner, one gets the folder. */
function takeAway(folder, aside) {
  try {
    renameSync(folder, aside);
  } catch {
    return; // The other one was quicker.
  }
  rmSync(aside, { recursive: true, force: true });
}

function isAlive(pid) {
  if (pid === undefined) return false;
  if (process.platform === "linux") {
    // Also tells a dead process that nobody has collected, and another program that got the same number later.
    try {
      return /setup\b|guard\.mjs/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
    } catch {
      return false;
    }
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM"; // alive, but another user's
  }
}
