// No output is lost.
//
// tslab 1.0.22 sends its messages to Jupyter without waiting. With zeromq 6 a socket takes 512 sends in a row at once; a later
// one is put off, and until it is done every further send is refused. tslab does not look, so a cell that prints much loses
// lines, and at times the very message that it has ended. With a send time-out of 0 a socket never puts a send off, and
// without a limit on the queue it never has a reason to refuse one.
"use strict";
const { Publisher, Router } = require("zeromq");

for (const { prototype } of [Publisher, Router]) {
  const bind = prototype.bind;
  // The native method is read-only: a plain assignment would be ignored without a word.
  Object.defineProperty(prototype, "bind", {
    configurable: true,
    value(...args) {
      this.sendTimeout = 0;
      this.sendHighWaterMark = 0;
      return bind.apply(this, args);
    },
  });
}
