// What a cell prints and shows. Lines are gathered: one message each would take a page minutes for 20,000.
"use strict";
const { cellOf } = require("./cellRun.cjs");

/** Milliseconds for which lines are gathered. */
const GATHER = 50;

class CellOutput {
  #publish;
  /** The message whose cell was run last: what belongs to none is shown there. */
  #latest;
  #waiting;
  #sent = 0;
  #timer;

  /** @param {(message: object, type: string, content: object) => void} publish */
  constructor(publish) {
    this.#publish = publish;
  }

  /** A cell begins. */
  begin(message) {
    this.flush();
    this.#latest = message;
  }

  /** @param {object | undefined} cell that prints; nothing more is shown of one that was stopped */
  print(cell, name, text) {
    const message = cell?.message ?? this.#latest;
    if (cell?.stopped || message === undefined || text === "") return;
    const waiting = this.#waiting;
    if (waiting?.name === name && waiting.message === message) waiting.parts.push(text);
    else {
      this.flush();
      this.#waiting = { message, name, parts: [text] };
    }
    // A loop that does not let the thread go keeps the timer from it.
    if (performance.now() - this.#sent > GATHER) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHER);
  }

  send(type, content) {
    const cell = cellOf();
    const message = cell?.message ?? this.#latest;
    if (cell?.stopped || message === undefined) return;
    this.flush();
    this.#publish(message, type, content);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { message, name, parts } = this.#waiting ?? {};
    this.#waiting = undefined;
    if (message === undefined) return;
    this.#publish(message, "stream", { name, text: parts.join("") });
    this.#sent = performance.now();
  }
}
exports.CellOutput = CellOutput;
