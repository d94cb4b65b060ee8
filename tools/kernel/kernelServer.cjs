// The kernel's side of the Jupyter protocol (version 5.3), its control channel apart: that is watch.cjs's.
"use strict";
const path = require("node:path");
const util = require("node:util");
const { Worker } = require("node:worker_threads");
const { Publisher, Reply, Router } = require("zeromq");
const { isCompleteCode } = require("tslab/dist/converter.js");
const { printQuickInfo } = require("tslab/dist/inspect.js");
const jupyter = require("tslab/dist/jupyter.js");
const { isCode } = require("./cellCode.cjs");
const { CellOutput } = require("./cellOutput.cjs");
const { CellRunner, cellOf, memory, whole } = require("./cellRun.cjs");
const { errorText } = require("./errorText.cjs");
const { messageRead, messageWrite } = require("./jupyterMessage.cjs");
const { libraryNews } = require("./libraryNews.cjs");

const INFO = {
  status: "ok",
  protocol_version: "5.3",
  implementation: "mrs-synth",
  implementation_version: require("../../lib/package.json").version,
  banner: `TypeScript, Node.js ${process.versions.node}, mrs-synth`,
  language_info: {
    name: "typescript",
    version: require("tslab").versions.typescript,
    mimetype: "text/x-typescript",
    file_extension: ".ts",
    codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
    nbconvert_exporter: "script",
  },
  help_links: [],
};
/** Milliseconds after a failed cell in which those that were sent with it arrive; they are not run. */
const WAITING = 50;
// With neither a limit nor a time-out a socket takes all at once; otherwise zeromq puts sends off after 512, and refuses more.
const SOCKET = { sendTimeout: 0, sendHighWaterMark: 0, linger: 500 };

class KernelServer {
  #connection;
  #iopub = new Publisher(SOCKET);
  #shell = new Router(SOCKET);
  #stdin = new Router(SOCKET);
  #heartbeat = new Reply();
  #watch;
  #runner;
  #output;
  #count = 0;
  #history = [];
  /** The cells' texts by the names that errors have for them. */
  #sources = new Map();
  #queue = Promise.resolve();
  #aborting = false;

  constructor(connection) {
    this.#connection = connection;
    this.#output = new CellOutput((message, type, content, metadata) =>
      whole(() => this.#publish(message, type, content, metadata)),
    );
  }

  async start() {
    const { transport, ip, shell_port, iopub_port, stdin_port, hb_port } = this.#connection;
    const workerData = { connection: this.#connection, memory, info: INFO };
    this.#watch = new Worker(path.join(__dirname, "watch.cjs"), { workerData, execArgv: [] });
    const ready = new Promise((resolve) => {
      this.#watch.on("message", ({ ready, asked, stop, shutdown }) => {
        if (ready) resolve();
        if (asked) this.#runner.asked(asked);
        if (stop) this.#runner.stop(stop);
        if (shutdown) this.#end(shutdown);
      });
    });
    this.#watch.unref();
    this.#runner = new CellRunner(process.cwd(), (value) => {
      if (value !== null && value !== undefined) {
        const data = { "text/plain": util.inspect(value) };
        const latest = this.#history.at(-1);
        if (latest !== undefined) latest.result = data["text/plain"];
        this.#output.send("execute_result", { execution_count: this.#count, data, metadata: {} });
      }
    });
    this.#streams();
    process.on("SIGINT", () => this.#watch.postMessage({ interrupt: true }));
    process.on("uncaughtException", (error) =>
      this.#unheard(error, "Thrown outside of the cell's own course"),
    );
    process.on("unhandledRejection", (error) =>
      this.#unheard(error, "A promise failed that nothing waited for (is an `await` missing?)"),
    );
    const bind = (socket, port) => socket.bind(`${transport}://${ip}:${port}`);
    await Promise.all([
      ready,
      bind(this.#iopub, iopub_port),
      bind(this.#shell, shell_port),
      bind(this.#stdin, stdin_port),
      bind(this.#heartbeat, hb_port),
    ]);
    void this.#beat();
    for await (const frames of this.#shell) this.#receive(frames);
  }

  async #beat() {
    for await (const frames of this.#heartbeat) await this.#heartbeat.send(frames);
  }

  #publish(about, type, content, metadata) {
    const topic = [`kernel.${type}`];
    const { header } = about ?? {};
    void this.#iopub.send(
      messageWrite(this.#connection.key, type, content, { header, identities: topic, metadata }),
    );
  }

  #reply(message, content) {
    const type = message.header.msg_type.replace(/request$/, "reply");
    void this.#shell.send(messageWrite(this.#connection.key, type, content, message));
  }

  #receive(frames) {
    let message;
    try {
      message = messageRead(this.#connection.key, frames);
    } catch {
      return; // Not from our Jupyter.
    }
    if (message.header.msg_type === "execute_request") {
      this.#queue = this.#queue.then(() => this.#busy(message, () => this.#execute(message)));
    } else void this.#busy(message, () => this.#answer(message));
  }

  async #busy(message, work) {
    this.#publish(message, "status", { execution_state: "busy" });
    try {
      const content = await work();
      if (content !== undefined) this.#reply(message, content);
    } catch (error) {
      this.#reply(message, { status: "error", ...errorText(error) });
    } finally {
      this.#publish(message, "status", { execution_state: "idle" });
    }
  }

  #answer(message) {
    const { content } = message;
    switch (message.header.msg_type) {
      case "kernel_info_request":
        return INFO;
      case "is_complete_request":
        return isComplete(content.code);
      case "complete_request": {
        const found = this.#runner.complete(content.code, toUnits(content.code, content.cursor_pos));
        return {
          status: "ok",
          matches: found.candidates,
          cursor_start: toPoints(content.code, found.start),
          cursor_end: toPoints(content.code, found.end),
          metadata: {},
        };
      }
      case "inspect_request": {
        const text = this.#help(content.code, toUnits(content.code, content.cursor_pos));
        const found = text !== undefined;
        return { status: "ok", found, data: found ? { "text/plain": text } : {}, metadata: {} };
      }
      case "history_request":
        return { status: "ok", history: historyOf(this.#history, content) };
      case "comm_info_request":
        return { status: "ok", comms: {} };
      case "shutdown_request":
        this.#reply(message, { status: "ok", restart: content.restart });
        this.#end(message);
        return undefined;
      default:
        return undefined;
    }
  }

  #help(code, place) {
    const found = this.#runner.inspect(code, place);
    return found ? printQuickInfo(found) : undefined;
  }

  async #execute(message) {
    const {
      code,
      silent = false,
      store_history: stored = !silent,
      stop_on_error: stops = true,
    } = message.content;
    if (this.#aborting) return { status: "aborted" };
    if (!silent) this.#count++;
    const entry = { code, result: null };
    if (stored) this.#history.push(entry);
    const count = this.#count;
    if (!silent) this.#publish(message, "execute_input", { code, execution_count: count });
    const [, asked] = /^\s*\??\s*([\w$.]+)\s*\?\s*$/.exec(code) ?? /^\s*\?\s*([\w$.]+)\s*$/.exec(code) ?? [];
    if (asked !== undefined) {
      const text = this.#help(asked, asked.length - 1) ?? `${asked} is not known here`;
      const page = { source: "page", data: { "text/plain": text }, start: 0 };
      return { status: "ok", execution_count: count, user_expressions: {}, payload: [page] };
    }
    this.#sources.set(`cell [${count}]`, code);
    const news = libraryNews(process.cwd());
    if (news !== undefined) this.#publish(message, "stream", { name: "stderr", text: news });
    this.#output.begin(message);
    const failure = await this.#runner.run(code, count, message, (name) => this.#sources.get(name));
    this.#output.flush();
    if (failure === undefined) {
      return { status: "ok", execution_count: count, user_expressions: {}, payload: [] };
    }
    if (!silent) this.#publish(message, "error", failure);
    if (stops) {
      this.#aborting = true;
      setTimeout(() => (this.#aborting = false), WAITING);
    }
    return { status: "error", execution_count: count, ...failure };
  }

  /** What cells print and show. */
  #streams() {
    for (const name of ["stdout", "stderr"]) {
      process[name].write = (data, encoding, done) => {
        this.#output.print(cellOf(), name, typeof data === "string" ? data : Buffer.from(data).toString());
        const heard = typeof encoding === "function" ? encoding : done;
        if (typeof heard === "function") process.nextTick(heard);
        return true;
      };
    }
    console.clear = () => this.#output.send("clear_output", { wait: false });
    jupyter.lastWriteDisplayData = (content, update) =>
      this.#output.send(update ? "update_display_data" : "display_data", content);
  }

  #unheard(error, what) {
    const cell = cellOf();
    if (cell?.stopped) return;
    const { traceback } = errorText(error, (name) => this.#sources.get(name));
    this.#output.print(cell, "stderr", `${what}: ${util.stripVTControlCharacters(traceback.join("\n"))}\n`);
  }

  #end(message) {
    this.#output.flush();
    this.#publish(message, "shutdown_reply", { status: "ok", restart: message.content.restart });
    this.#watch.postMessage({ close: true });
    setTimeout(() => {
      for (const socket of [this.#iopub, this.#shell, this.#stdin, this.#heartbeat]) socket.close();
      process.exit(0);
    }, 50);
  }
}
exports.KernelServer = KernelServer;

function isComplete(code) {
  const { completed, indent } = isCompleteCode(code);
  if (!completed) return { status: "incomplete", indent };
  return { status: isCode(code) ? "complete" : "invalid" };
}

/** Jupyter counts characters, JavaScript half of some. */
function toUnits(text, points) {
  return Array.from(text).slice(0, points).join("").length;
}
function toPoints(text, units) {
  return Array.from(text.slice(0, units)).length;
}

/** Entries `[session, line, text]`, with `output` `[session, line, [text, result]]`; there is one session. */
function historyOf(entries, { hist_access_type: kind, output, n, start = 0, stop, pattern = "*", unique }) {
  const all = entries.map(({ code, result }, k) => ({
    code,
    told: [0, k + 1, output ? [code, result] : code],
  }));
  const chosen = () => {
    if (kind === "range") return all.slice(Math.max(0, start - 1), stop ? Math.max(0, stop - 1) : undefined);
    if (kind === "tail") return n ? all.slice(-n) : all;
    const wanted = new RegExp(
      `^${pattern
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*/g, ".*")
        .replace(/\?/g, ".")}$`,
      "s",
    );
    let found = all.filter(({ code }) => wanted.test(code));
    if (unique)
      found = found.filter(({ code }, k) => !found.slice(k + 1).some((later) => later.code === code));
    return n ? found.slice(-n) : found;
  };
  return chosen().map(({ told }) => told);
}
