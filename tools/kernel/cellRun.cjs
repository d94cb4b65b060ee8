// How a cell is run, and how it ends.
//
// An interrupt first asks: it sets the cell's AbortSignal, which the library's long work heeds (a training keeps its best
// epoch and its checkpoint). What has not ended some time later (watch.cjs), or at a second interrupt, is stopped: a
// calculation is cut off where it is, and a cell that waits is left there, its code never goes on. Loading of modules is
// never cut off.
"use strict";
const { AsyncLocalStorage } = require("node:async_hooks");
const Module = require("node:module");
const vm = require("node:vm");
const { createConverter } = require("tslab/dist/converter.js");
const { createExecutor } = require("tslab/dist/executor.js");
const { codeReady } = require("./cellCode.cjs");
const {
  errorText,
  interruptText,
  libraryMissingText,
  otherKernelText,
  typeErrorsText,
} = require("./errorText.cjs");
const { CELL, ASKED, HEEDS, STOP, IDLE, RUNNING, WHOLE, STATE, STOPPING } = require("./watch.cjs");

/** The cell that code belongs to, also after its end and while another one runs. */
const cells = new AsyncLocalStorage();
exports.cellOf = () => cells.getStore();

const shared = new Int32Array(new SharedArrayBuffer(20));
exports.memory = shared.buffer;

const state = (from, to) => Atomics.compareExchange(shared, STATE, from, to) === from;
/** Until the thread that has begun to stop this one is done. */
function stopAwait() {
  for (;;);
}

/** In code of a cell: work that must be done as a whole. */
function whole(work) {
  if (Atomics.load(shared, STATE) !== RUNNING && Atomics.load(shared, STATE) !== STOPPING) return work();
  if (!state(RUNNING, WHOLE)) stopAwait();
  try {
    return work();
  } finally {
    Atomics.store(shared, STATE, RUNNING);
  }
}
exports.whole = whole;

const load = Module._load;
Module._load = (...words) => whole(() => load(...words));

let step;
Object.defineProperty(globalThis, Symbol.for("mrs-synth.step"), {
  value() {
    Atomics.store(shared, STATE, RUNNING);
    let outcome;
    try {
      outcome = step();
    } finally {
      if (!state(RUNNING, IDLE)) stopAwait();
    }
    return outcome;
  },
});
const stepScript = new vm.Script('globalThis[Symbol.for("mrs-synth.step")]()');

/** Runs code of a cell so that it can be cut off. */
function cutable(work) {
  if (Atomics.load(shared, STATE) !== IDLE) return work(); // inside of such a step
  step = work;
  try {
    return stepScript.runInThisContext({ breakOnSigint: true, displayErrors: false });
  } catch (error) {
    if (error?.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED") {
      cells.getStore()?.stop("cut");
      Atomics.store(shared, STATE, IDLE);
      globalThis[Symbol.for("mrs-synth.afterCut")]?.(); // The library puts right what was left half done.
    }
    throw error;
  } finally {
    Atomics.store(shared, STATE, IDLE);
  }
}

// What TypeScript makes of an async function calls this.
Object.defineProperty(globalThis, "__awaiter", {
  value(self, words, _promise, generator) {
    const cell = cells.getStore();
    const steps = generator.apply(self, words ?? []);
    return new Promise((resolve, reject) => {
      const go = (method, value) => {
        // A stopped cell stays where it waits.
        if (cell !== undefined && Atomics.load(shared, STOP) === cell.number) cell.stop("left");
        if (cell?.stopped) return;
        try {
          const { done, value: next } = cutable(() => steps[method](value));
          if (done) resolve(next);
          else Promise.resolve(next).then(onward, back);
        } catch (error) {
          reject(error);
        }
      };
      const onward = (value) => go("next", value);
      const back = (error) => go("throw", error);
      onward();
    });
  },
});

// tslab runs a cell by this; nothing else in the kernel does.
const { runInThisContext } = vm;
vm.runInThisContext = (code, options) => {
  const cell = cells.getStore();
  if (!options?.breakOnSigint || cell === undefined) return runInThisContext(code, options);
  const script = new vm.Script(codeReady(code, cell.name), { filename: cell.name });
  return cutable(() => script.runInThisContext({ displayErrors: false }));
};

// The library asks for the signal of the cell that called it.
globalThis[Symbol.for("mrs-synth.cellSignal")] = () => {
  const cell = cells.getStore();
  if (cell === undefined) return undefined;
  cell.heeds = true;
  if (!cell.stopped) Atomics.store(shared, HEEDS, cell.number);
  // Work that does not let the thread go would not hear of it otherwise.
  if (Atomics.load(shared, ASKED) === cell.number) cell.ask();
  return cell.controller.signal;
};

class Cell {
  controller = new AbortController();
  diagnostics = [];
  /** How it was stopped: `cut` in a calculation, `left` where it waited. */
  stopped;
  /** Whether the library's work in it looks at its signal. */
  heeds = false;

  constructor(number, count, source, message) {
    Object.assign(this, { number, source, message, name: `cell [${count}]` });
    this.end = new Promise((resolve) => (this.endNow = resolve));
  }
  ask() {
    this.controller.abort(new DOMException("interrupted", "AbortError"));
  }
  stop(how) {
    this.stopped ??= how;
    this.ask();
    this.endNow(false);
  }
}

class CellRunner {
  #number = 0;
  #current;
  #inner;
  #converter;

  /** @param {string} folder where the notebook is @param {(value: unknown) => void} result takes a last expression's value */
  constructor(folder, result) {
    this.#converter = createConverter({ isJS: false, isBrowser: false });
    this.#inner = createExecutor(
      folder,
      { node: this.#converter, browser: this.#converter, close: () => this.#converter.close() },
      {
        log: result,
        // Of what the type checker found tslab gives a format with its parts, of what was thrown just that.
        error(...words) {
          const cell = cells.getStore();
          if (words.length > 1) {
            const [, file, row, column, text] = words;
            cell.diagnostics.push({ file: file.trim(), row, column, text });
          } else [cell.thrown] = words;
        },
      },
    );
  }

  /**
   * @param {string} source @param {number} count its execution count @param {object} message that asks for it
   * @param {(name: string) => string | undefined} sourceOf texts of cells, for errors
   * @returns {Promise<object | undefined>} the content of an `error` message where it failed
   */
  async run(source, count, message, sourceOf) {
    const cell = new Cell(++this.#number, count, source, message);
    this.#current = cell;
    Atomics.store(shared, CELL, cell.number);
    try {
      return await cells.run(cell, async () => {
        // In a turn of its own: a cell that is cut off takes nothing of the kernel's with it.
        await new Promise(setImmediate);
        const ended = await Promise.race([this.#inner.execute(source), cell.end]);
        if (ended && cell.controller.signal.aborted) return interruptText(cell, true);
        return ended ? undefined : failureOf(cell, sourceOf);
      });
    } catch (thrown) {
      return errorText(thrown, sourceOf); // tslab's own fault, not the cell's
    } finally {
      Atomics.store(shared, CELL, 0);
      this.#current = undefined;
      if (cell.stopped) this.#inner.interrupt();
    }
  }

  /** The watching thread tells of an interrupt. */
  asked(number) {
    if (this.#current?.number === number) this.#current.ask();
  }
  stop(number) {
    if (this.#current?.number === number) this.#current.stop("left");
  }
  inspect(code, place) {
    return this.#inner.inspect(code, place);
  }
  complete(code, place) {
    return this.#inner.complete(code, place);
  }
}
exports.CellRunner = CellRunner;

function failureOf(cell, sourceOf) {
  if (cell.stopped) return interruptText(cell, false);
  if (cell.diagnostics.length > 0) {
    return (
      otherKernelText(cell.source) ??
      libraryMissingText(cell.diagnostics) ??
      typeErrorsText(cell.diagnostics, cell.source)
    );
  }
  if (cell.controller.signal.aborted && cell.thrown?.name === "AbortError") return interruptText(cell, true);
  return errorText(cell.thrown, sourceOf);
}
