// What is shown of a cell that failed, as the content of a Jupyter `error` message.
"use strict";
const path = require("node:path");
const util = require("node:util");

const ROOT = path.dirname(path.dirname(__dirname));
const RED = "\x1b[31m";
const PLAIN = "\x1b[39m";

/** @param {unknown} thrown what a cell threw */
exports.errorText = (thrown) => {
  if (!(thrown instanceof Error) && !util.types.isNativeError(thrown)) {
    return failure("Error", util.inspect(thrown), []);
  }
  // Places in the cell are those of its JavaScript, places in the kernel are nobody's concern: the library's are left.
  const places = String(thrown.stack)
    .split("\n")
    .filter((line) => /^\s+at /.test(line) && !/evalmachine|node:|tslab|tools\/kernel/.test(line))
    .map((line) => line.replace(ROOT + path.sep, "").replace("at Proxy.", "at "));
  const causes = thrown.cause === undefined ? [] : [`  because of ${thrown.cause}`];
  return failure(thrown.name, thrown.message, [...causes, ...places]);
};

/**
 * @param {string[]} diagnostics `row:column - words`, as tslab writes them
 * @param {string} source the cell
 */
exports.typeErrorsText = (diagnostics, source) => {
  const lines = source.split("\n");
  const told = diagnostics.flatMap((diagnostic) => {
    const [, row, column] = /^(\d+):(\d+) - /.exec(diagnostic) ?? [];
    const line = lines[row - 1];
    if (line === undefined) return [diagnostic];
    return [diagnostic, `    ${line}`, `    ${" ".repeat(column - 1)}^`];
  });
  return {
    ename: "TypeScript",
    evalue: diagnostics[0],
    traceback: [`${RED}The types do not fit; nothing of this cell was run.${PLAIN}`, ...told],
  };
};

/** @param {boolean} ended whether the cell came to its end by itself after it was asked to */
exports.interruptText = (ended) =>
  failure(
    "Interrupted",
    ended
      ? "the work under way has ended; a training keeps its best epoch, and running the cell again goes on from there"
      : "the cell was given up; what it waits for goes on unseen until it is done or the kernel is restarted",
    [],
  );

function failure(ename, evalue, lines) {
  return { ename, evalue, traceback: [`${RED}${ename}${PLAIN}: ${evalue}`, ...lines] };
}
