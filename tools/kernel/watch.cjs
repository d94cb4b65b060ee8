// Stopping what does not stop by itself, from a thread of its own: it hears Jupyter's control channel also while the main
// thread computes.
//
// The threads share what the main one is at (STATE), the cell under way (CELL), and the cell that was asked to end (ASKED).
// A calculation is cut off by the signal SIGINT, and only in code of a cell: STATE goes from RUNNING to STOPPING in one step
// that fails while modules are loaded or output is sent, and the main thread waits in STOPPING until it is cut off.
"use strict";
const { setInterval } = require("node:timers");
const { parentPort, workerData, isMainThread } = require("node:worker_threads");

const STATE = 0;
const CELL = 1;
const ASKED = 2;
/** The last cell in which work that looks at the cell's signal was begun. */
const HEEDS = 3;
/** A cell that is not to go on. */
const STOP = 4;
/** The kernel's own work. */
const IDLE = 0;
/** Code of a cell, where a SIGINT is heeded. */
const RUNNING = 1;
/** In code of a cell what must not be cut: half a module would stay until a restart. */
const WHOLE = 2;
const STOPPING = 3;
/** Milliseconds that a cell has to end when it was asked to: with work that heeds it, and without. */
const GRACE = [1500, 200];

module.exports = { STATE, CELL, ASKED, HEEDS, STOP, IDLE, RUNNING, WHOLE, STOPPING };

if (!isMainThread) {
  const { Router } = require("zeromq");
  const { messageRead, messageWrite } = require("./jupyterMessage.cjs");
  const { connection, memory, info } = workerData;
  const shared = new Int32Array(memory);
  const control = new Router({ sendTimeout: 0, sendHighWaterMark: 0, linger: 500 });

  parentPort.on("message", ({ interrupt, close }) => {
    if (interrupt) ask();
    if (close) control.close();
  });

  // Jupyter that was killed leaves no kernel behind.
  const parent = process.ppid;
  if (Number(process.env.JPY_PARENT_PID) === parent) {
    setInterval(() => process.ppid !== parent && process.kill(process.pid, "SIGKILL"), 2000).unref();
  }

  void (async () => {
    await control.bind(`${connection.transport}://${connection.ip}:${connection.control_port}`);
    parentPort.postMessage({ ready: true });
    for await (const frames of control) {
      const message = messageRead(connection.key, frames);
      const type = message.header.msg_type;
      const reply = (content) =>
        control.send(messageWrite(connection.key, type.replace(/request$/, "reply"), content, message));
      if (type === "interrupt_request") {
        ask();
        await reply({ status: "ok" });
      } else if (type === "kernel_info_request") {
        await reply(info);
      } else if (type === "shutdown_request") {
        await reply({ status: "ok", restart: message.content.restart });
        parentPort.postMessage({ shutdown: message });
        setTimeout(() => process.kill(process.pid, "SIGKILL"), 1000); // where the main thread computes
      }
    }
  })();

  function ask() {
    const cell = Atomics.load(shared, CELL);
    if (cell === 0) return;
    const again = Atomics.load(shared, ASKED) === cell;
    Atomics.store(shared, ASKED, cell);
    parentPort.postMessage({ asked: cell });
    if (again) stop(cell);
    else later(cell);
  }

  function later(cell) {
    setTimeout(
      () => (Atomics.load(shared, STATE) === WHOLE ? later(cell) : stop(cell)),
      GRACE[Atomics.load(shared, HEEDS) === cell ? 0 : 1],
    );
  }

  function stop(cell) {
    if (Atomics.load(shared, CELL) !== cell) return;
    Atomics.store(shared, STOP, cell);
    if (Atomics.compareExchange(shared, STATE, RUNNING, STOPPING) === RUNNING) {
      process.kill(process.pid, "SIGINT");
    }
    parentPort.postMessage({ stop: cell });
    setTimeout(stop, 20, cell);
  }
}
