// How a cell ends.
//
// - An error is a Jupyter `error` message, not text on stderr: pages, runners and tests then know it for one.
// - An interrupt first asks: it sets the cell's AbortSignal, which the library's long work heeds (a training keeps its best
//   epoch and its checkpoint). What has not ended 1.5 s later, or at a second interrupt, is given up as tslab gives it up:
//   the cell ends, but what it awaits goes on behind it. Either way the cells that wait are not run.
// - A library that was built again while its old code is loaded is told of.
"use strict";
const { AsyncLocalStorage } = require("node:async_hooks");
const util = require("node:util");
const executor = require("tslab/dist/executor.js");
const jupyter = require("tslab/dist/jupyter.js");
const { errorText, typeErrorsText, interruptText } = require("./errorText.cjs");
const { libraryNews } = require("./libraryNews.cjs");

const GRACE = 1500;
const cells = new AsyncLocalStorage();
/** The cell under way. */
let current;

// The library asks for the signal of the cell that called it, also when that cell was given up and another one runs.
globalThis[Symbol.for("mrs-synth.cellSignal")] = () => cells.getStore()?.controller.signal;

const { createExecutor } = executor;
executor.createExecutor = (folder, converters, console) => {
  const inner = createExecutor(folder, converters, {
    log: console.log,
    error(...words) {
      const cell = cells.getStore();
      if (cell === undefined) console.error(...words);
      // tslab gives errors as they are and what the type checker found by a format.
      else if (typeof words[0] === "string") cell.diagnostics.push(util.format(...words));
      else cell.thrown = words[0];
    },
  });
  return {
    ...inner,
    async execute(source) {
      const cell = cells.getStore();
      cell.source = source;
      current = cell;
      const news = libraryNews(folder);
      if (news !== undefined) process.stderr.write(news);
      try {
        const ok = await inner.execute(source);
        if (ok && !cell.controller.signal.aborted) return true;
        cell.failure = failureOf(cell, ok);
        return false;
      } catch (thrown) {
        // tslab's own fault, not the cell's; it would say nothing of it but on stderr.
        cell.failure = errorText(thrown);
        return false;
      } finally {
        clearTimeout(cell.grace);
        current = undefined;
      }
    },
    interrupt() {
      const cell = current;
      if (cell === undefined) return;
      if (cell.controller.signal.aborted) inner.interrupt();
      cell.controller.abort(new DOMException("interrupted", "AbortError"));
      cell.grace ??= setTimeout(() => {
        if (current === cell) inner.interrupt();
      }, GRACE);
    },
  };
};

function failureOf(cell, ended) {
  if (cell.controller.signal.aborted || cell.thrown?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") {
    return interruptText(ended || cell.thrown?.message !== "Interrupted asynchronously");
  }
  if (cell.diagnostics.length > 0) return typeErrorsText(cell.diagnostics, cell.source);
  return errorText(cell.thrown);
}

const { ZmqServer, JupyterHandlerImpl } = jupyter;
const serverExecute = ZmqServer.prototype.handleExecute;
ZmqServer.prototype.handleExecute = function (socket, message) {
  const tell = (failure) => {
    const reply = message.createReply();
    reply.header.msg_type = "error";
    reply.content = failure;
    reply.signAndSend(this.connInfo.key, this.iopub);
  };
  const cell = { controller: new AbortController(), diagnostics: [], tell };
  return cells.run(cell, () => serverExecute.call(this, socket, message));
};

const handlerExecute = JupyterHandlerImpl.prototype.handleExecute;
JupyterHandlerImpl.prototype.handleExecute = async function (...words) {
  const reply = await handlerExecute.apply(this, words);
  const { failure, tell } = cells.getStore();
  if (failure === undefined) return reply;
  tell(failure);
  return { ...reply, ...failure };
};
