import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright-core";
import { root, SCREENSHOTS } from "./browserFind.js";

/** An output as the notebook's model holds it. */
export interface LabOutput {
  output_type: string;
  name?: string;
  text?: string | string[];
  ename?: string;
  evalue?: string;
  traceback?: string[];
  data?: Record<string, unknown>;
}

export interface LabServer {
  base: string;
  token: string;
  /** The last lines of the server and of its kernels. */
  log: () => string;
  stop: () => Promise<void>;
}

/** JupyterLab as `npm run lab` starts it, on the notebooks of another folder. */
export async function labStart(folder: string, env: Record<string, string>): Promise<LabServer> {
  const server: ChildProcess = spawn(
    process.execPath,
    [path.join(root, "tools", "lab.mjs"), `--ServerApp.root_dir=${folder}`, "--expose-app-in-browser"],
    { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let log = "";
  server.stderr!.on("data", (part) => (log = `${log}${part}`.slice(-2000)));
  const [, base, token] = await new Promise<RegExpExecArray>((resolve, reject) => {
    createInterface({ input: server.stdout! }).on("line", (line) => {
      const found = /(http:\/\/127\.0\.0\.1:\d+)\/\S*token=(\w+)/.exec(line);
      if (found) resolve(found);
    });
    server.once("exit", (code) => reject(new Error(`JupyterLab ended with ${code}\n${log}`)));
  });
  const stop = async (): Promise<void> => {
    const ended = once(server, "exit");
    server.kill("SIGTERM");
    await ended;
  };
  return { base, token, log: () => log, stop };
}

/** A notebook in JupyterLab, used through its page; what is asked of its model is asked in the page. */
export class LabNotebook {
  private constructor(
    readonly page: Page,
    /** Errors in the browser's console, and requests that left the machine. */
    readonly said: string[],
    readonly outside: string[],
    private readonly notebook: string,
    private readonly log: () => string,
  ) {}

  static async open(
    browser: Browser,
    { base, token, log }: LabServer,
    notebook: string,
  ): Promise<LabNotebook> {
    const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
    const said: string[] = [];
    const outside: string[] = [];
    page.on("console", (message) => message.type() === "error" && said.push(message.text()));
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      if (protocol.startsWith("http") && hostname !== "127.0.0.1") outside.push(request.url());
    });
    await page.goto(`${base}/lab/tree/${notebook}?token=${token}&reset`);
    await page.waitForFunction("window.jupyterapp?.restored", null, { timeout: 60_000 });
    await page.evaluate("window.jupyterapp.restored.then(() => undefined)");
    await page.waitForSelector(".jp-Notebook .jp-Cell", { timeout: 60_000 });
    const lab = new LabNotebook(page, said, outside, notebook, log);
    await lab.idle();
    return lab;
  }

  /** Until the kernel is there and has nothing to do. Where that does not come, the error says what is waited for. */
  async idle(timeout = 120_000): Promise<void> {
    const ended = `(() => {
      const kernel = window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel;
      if (["dead", "autorestarting"].includes(kernel?.status)) return "dead";
      return kernel?.connectionStatus === "connected" && kernel.status === "idle" &&
        ![...document.querySelectorAll(".jp-InputPrompt")].some((prompt) => prompt.textContent.includes("[*]"));
    })()`;
    const state: unknown = await this.page
      .waitForFunction(ended, null, { timeout, polling: 100 })
      .then((handle) => handle.jsonValue())
      .catch(() => "late");
    if (state === true) return;
    const picture = path.join(SCREENSHOTS, `hung-${path.basename(this.notebook, ".ipynb")}.png`);
    await this.page.screenshot({ path: picture }).catch(() => undefined);
    const late = `is not idle after ${timeout / 1000} s`;
    throw new Error(
      `${this.notebook} ${state === "dead" ? "lost its kernel" : late}: ${await this.waiting()}\n` +
        `the page: ${picture}\nits console: ${this.said.join("; ") || "nothing"}\nthe server: ${this.log() || "nothing"}`,
    );
  }

  /** What the kernel says of itself, and the cells that have not ended with the last of what they have printed. */
  private waiting(): Promise<string> {
    return this.page.evaluate(`(() => {
      const { content, sessionContext } = window.jupyterapp.shell.currentWidget;
      const kernel = sessionContext?.session?.kernel;
      const cells = [...content.widgets.entries()].filter(([, cell]) =>
        cell.node.querySelector(".jp-InputPrompt")?.textContent.includes("[*]"));
      const [first] = cells;
      return "kernel " + kernel?.status + ", " + kernel?.connectionStatus + "; waiting: " +
        (cells.map(([k, cell]) => "cell " + k + " (" + cell.model.sharedModel.source.split("\\n")[0] + ")").join(", ") || "no cell") +
        (first ? "; printed: " + first[1].node.querySelector(".jp-OutputArea")?.innerText.slice(-500) : "");
    })()`);
  }

  command(id: string): Promise<unknown> {
    return this.page.evaluate(`(window.jupyterapp.commands.execute(${JSON.stringify(id)}), undefined)`);
  }

  async runAll(timeout = 240_000): Promise<void> {
    const first = await this.page.evaluate(
      `window.jupyterapp.shell.currentWidget.content.widgets.findIndex(({ model }) => model.type === "code")`,
    );
    await this.command("notebook:run-all-cells");
    await this.begun(first as number);
    await this.idle(timeout);
  }

  /** Runs one cell; does not wait for its end. */
  async run(cell: number): Promise<void> {
    await this.page.evaluate(
      `(window.jupyterapp.shell.currentWidget.content.activeCellIndex = ${cell}, undefined)`,
    );
    await this.command("notebook:run-cell");
    await this.begun(cell);
  }

  /** Until a cell that has not been run before is under way, or has been. */
  private async begun(cell: number): Promise<void> {
    const prompt = this.cell(cell).locator(".jp-InputPrompt", { hasText: /\[(\*|\d+)\]/ });
    await prompt.waitFor({ state: "attached", timeout: 30_000 });
  }

  cell(cell: number): ReturnType<Page["locator"]> {
    return this.page.locator(".jp-Notebook .jp-Cell").nth(cell);
  }

  /** Outputs of every code cell. */
  outputs(): Promise<LabOutput[][]> {
    return this.page.evaluate(
      `window.jupyterapp.shell.currentWidget.content.widgets
        .filter((cell) => cell.model.type === "code").map((cell) => cell.model.outputs.toJSON())`,
    );
  }
}

export const textOf = (outputs: readonly LabOutput[]): string =>
  outputs.map(({ text = "" }) => [text].flat().join("")).join("");
