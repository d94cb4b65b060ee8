// What is shown of a cell that failed, as the content of a Jupyter `error` message.
"use strict";
const path = require("node:path");
const util = require("node:util");
const { cellLine } = require("./cellCode.cjs");

const ROOT = path.dirname(path.dirname(__dirname));
const RED = "\x1b[31m";
const PLAIN = "\x1b[39m";

/**
 * @param {unknown} thrown what a cell threw
 * @param {(name: string) => string | undefined} sourceOf the text of a cell
 */
exports.errorText = (thrown, sourceOf = () => undefined) => {
  if (!util.types.isNativeError(thrown) && !(thrown instanceof Error)) {
    return failure("Thrown", typeof thrown === "string" ? thrown : util.inspect(thrown), []);
  }
  const places = String(thrown.stack)
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  const told = [];
  if (thrown.cause !== undefined) told.push(`  because of ${thrown.cause}`);
  for (const one of thrown.errors ?? []) told.push(`  ${one}`);
  let before = "";
  for (const place of places) {
    const text = placeText(place, sourceOf);
    // The function that a cell is run in stands at the cell's own line once more.
    if (text.join() !== before) told.push(...text);
    if (text.length > 0) before = text.join();
  }
  return failure(thrown.name, thrown.message, told);
};

/** A line of a stack for the reader: places in cells with their line, places in the kernel not at all. */
function placeText(place, sourceOf) {
  const inCell = /(cell \[\d+\]):(\d+):(\d+)/.exec(place);
  if (inCell) {
    const [, name, line, column] = inCell;
    const own = cellLine(name, Number(line), Number(column));
    if (own === undefined || own < 1) return [];
    const text = sourceOf(name)?.split("\n")[own - 1];
    return [`    at line ${own} of ${name}`, ...(text === undefined ? [] : [`        ${text.trim()}`])];
  }
  if (/node:|node_modules[\\/]tslab|tools[\\/]kernel|<anonymous>|evalmachine/.test(place)) return [];
  return [place.replace(ROOT + path.sep, "").replace("at Proxy.", "at ")];
}

/**
 * @param {{ file: string, row: number, column: number, text: string }[]} diagnostics what the type checker found
 * @param {string} source the cell
 */
exports.typeErrorsText = (diagnostics, source) => {
  const lines = source.split("\n");
  const words = ({ file, row, column, text }) => `${file ? `${file} ` : ""}${row}:${column} - ${text}`;
  const told = diagnostics.flatMap((diagnostic) => {
    const { file, row, column } = diagnostic;
    const line = lines[row - 1];
    if (file || line === undefined) return [words(diagnostic)];
    return [words(diagnostic), `    ${line}`, `    ${" ".repeat(column - 1)}^`];
  });
  return {
    ename: "TypeScript",
    evalue: words(diagnostics[0]),
    traceback: [`${RED}The types do not fit; nothing of this cell was run.${PLAIN}`, ...told],
  };
};

/** Where even the project's own library is not there. */
exports.libraryMissingText = (diagnostics) =>
  diagnostics.some(({ text }) => text.startsWith("Cannot find module 'mrs-synth'"))
    ? failure("NotBuilt", `mrs-synth is not built: \`npm run setup\` in ${ROOT}, then Kernel > Restart`, [])
    : undefined;

/** What is written for a Python kernel, and what this one has instead. */
const OTHER = [
  [
    /^\s*%%/,
    "cells of other languages (`%%`) are Python's; here a cell is TypeScript, and child_process runs programs",
  ],
  [
    /^\s*%\w/m,
    "line commands (`%`) are Python's; here console.time(), process.chdir() and process.env do their work",
  ],
  [
    /^\s*!\s*[\w./~-]/m,
    'shell lines (`!`) are Python\'s; here: import { execSync } from "node:child_process"; execSync("ls").toString()',
  ],
  [
    /\b(?:input|prompt)\s*\(/,
    "this kernel cannot ask while a cell runs; set a constant in the cell, or an environment variable (process.env)",
  ],
];

/** @returns {object | undefined} for a cell that could not be understood */
exports.otherKernelText = (source) => {
  const [, words] = OTHER.find(([pattern]) => pattern.test(source)) ?? [];
  return words && failure("NotTypeScript", words, []);
};

/**
 * @param {{ stopped?: "cut" | "left", heeds: boolean }} cell
 * @param {boolean} ended whether it came to its end by itself after it was asked to
 */
exports.interruptText = ({ stopped, heeds }, ended) => {
  if (ended && heeds) {
    return failure(
      "Interrupted",
      "the work under way has ended; where it was a training, its best epoch is kept and running the cell again goes on from there",
      [],
    );
  }
  if (ended) return failure("Interrupted", "the cell came to its end before it had to be stopped", []);
  return failure(
    "Interrupted",
    stopped === "cut"
      ? "the cell was stopped in the middle of a calculation, and does not go on"
      : "the cell was stopped where it waited, and does not go on; what it waited for may go on until it is done",
    [],
  );
};

function failure(ename, evalue, lines) {
  return { ename, evalue, traceback: [`${RED}${ename}${PLAIN}: ${evalue}`, ...lines] };
}
