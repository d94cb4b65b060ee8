import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFaults } from "./axeFaults.js";
import { browserFind, browserOpen, root, SCREENSHOTS } from "./browserFind.js";
import { LabNotebook, labStart, textOf } from "./labOpen.js";
import type { LabOutput, LabServer } from "./labOpen.js";

const executable = browserFind();
const picture = (name: string): string => path.join(SCREENSHOTS, `lab-${name}.png`);
const errorIn = (outputs: readonly LabOutput[]): LabOutput | undefined =>
  outputs.find(({ output_type }) => output_type === "error");

const CELLS = [
  `import { cohortConfig, displayProgress, fig4Reconstruction, figureShow, simulatedSet, stackEdit, studyModel } from "mrs-synth";`,
  `const rows = Array.from({ length: 200 }, (_, k) => 0.5 + k / 50).flatMap((ppm) =>
  (["measured", "reconstruction", "residual"] as const).map((series) => ({
    ppm, series, condition: "OFF", subject: "S1",
    value: series === "residual" ? 0 : 1 / (1 + ((ppm - 2) / 0.1) ** 2),
  })),
);
await figureShow(fig4Reconstruction(rows));`,
  `const set = simulatedSet({ ...cohortConfig("quick", 1), sites: 1, subjectsPerSite: 3, transients: 8 });
const model = await studyModel(set, { layers: [32], latent: 4, epochs: 20000, patience: 20000 }, { progress: displayProgress("train"), cache: process.env.MRS_FIGURES });
console.log(model.provenance.stopped, model.provenance.bestEpoch > 0);`,
  `console.log(model.history.length > 0);`,
  `stackEdit(undefined);`,
  `const points: number = "many";`,
];

describe.skipIf(!executable)(
  "JupyterLab in a browser (skipped: no Chromium, see CONTRIBUTING)",
  { timeout: 300_000 },
  () => {
    let folder: string;
    let server: LabServer;
    let browser: Browser;
    beforeAll(async () => {
      mkdirSync(path.join(root, ".cache"), { recursive: true });
      folder = mkdtempSync(path.join(root, ".cache", "lab-test-"));
      cpSync(path.join(root, "notebooks"), path.join(folder, "notebooks"), { recursive: true });
      const kernelspec = {
        name: "mrs-synth",
        display_name: "TypeScript (mrs-synth)",
        language: "typescript",
      };
      const cells = CELLS.map((source, k) => ({
        id: `play-${k}`,
        cell_type: "code",
        metadata: {},
        source,
        outputs: [],
        execution_count: null,
      }));
      writeFileSync(
        path.join(folder, "notebooks", "play.ipynb"),
        JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }),
      );
      const env = {
        MRS_QUICK: "1",
        MRS_FIGURES: path.join(folder, "figures"),
        // Models that the figures have trained are used again; measured scans would be two trainings more.
        MRS_CACHE: path.join(root, ".cache"),
        MRS_DATA: "",
      };
      [server, browser] = await Promise.all([labStart(folder, env), browserOpen(executable!)]);
    });
    afterAll(async () => {
      await browser?.close();
      await server?.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    test.each([
      ["00-start-here", 3],
      ["01-reconstruction", 1],
    ])("%s runs from top to bottom and its figures are drawn", async (name, figures) => {
      const lab = await LabNotebook.open(browser, server, `notebooks/${name}.ipynb`);
      await lab.runAll();
      const outputs = (await lab.outputs()).flat();
      expect(
        outputs.filter(({ output_type, name: stream }) => output_type === "error" || stream === "stderr"),
      ).toEqual([]);
      const bundles = outputs.filter(({ data }) => data?.["application/vnd.vegalite.v5+json"]);
      expect(bundles.length).toBeGreaterThanOrEqual(figures);
      // One output of several kinds: what cannot draw the spec shows the picture.
      for (const { data } of bundles) expect(Object.keys(data!)).toContain("image/svg+xml");
      await expect.poll(() => lab.page.locator("canvas.marks").count()).toBeGreaterThanOrEqual(figures);
      await lab.page.locator("canvas.marks").first().scrollIntoViewIfNeeded();
      await lab.page.screenshot({ path: picture(name) });
      expect(lab.outside).toEqual([]);
      await lab.page.close();
    });

    test("14-look: a slider moves the spectrum, without the kernel", async () => {
      const lab = await LabNotebook.open(browser, server, "notebooks/14-look.ipynb");
      await lab.runAll();
      expect((await lab.outputs()).flat().filter(({ output_type }) => output_type === "error")).toEqual([]);
      const sliders = lab.page.locator(".vega-bind input[type=range]");
      await expect.poll(() => sliders.count()).toBeGreaterThanOrEqual(2 * 8);
      await sliders.first().scrollIntoViewIfNeeded();
      const drawn = (): Promise<string> =>
        lab.page
          .locator("canvas.marks")
          .first()
          .evaluate((canvas) => (canvas as unknown as { toDataURL: () => string }).toDataURL());
      const before = await drawn();
      for (const [slider, value] of [
        [0, "1"],
        [1, "2.5"],
        [7, "1"],
      ] as const) {
        const last = await drawn();
        await sliders.nth(slider).fill(value);
        await expect.poll(drawn).not.toBe(last);
      }
      expect(await drawn()).not.toBe(before);
      await lab.page.screenshot({ path: picture("14-look") });
      expect(lab.outside).toEqual([]);
      await lab.page.close();
    });

    test("the launcher shows the project's kernel first", async () => {
      const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
      await page.goto(`${server.base}/lab?token=${server.token}&reset`);
      const cards = page.locator('.jp-LauncherCard[data-category="Notebook"]');
      await cards.first().waitFor({ timeout: 60_000 });
      expect(await cards.first().innerText()).toContain("TypeScript (mrs-synth)");
      await page.screenshot({ path: picture("launcher") });
      await page.close();
    });

    describe("a notebook of one's own", () => {
      let lab: LabNotebook;
      beforeAll(async () => {
        lab = await LabNotebook.open(browser, server, "notebooks/play.ipynb");
        await lab.run(0);
        await lab.idle();
      });

      test("a figure's line tells what it is when it is pointed at", async () => {
        await lab.run(1);
        await lab.idle();
        const canvas = lab.cell(1).locator("canvas.marks");
        await canvas.waitFor();
        await canvas.scrollIntoViewIfNeeded();
        const box = (await canvas.boundingBox())!;
        const tip = lab.page.locator("#vg-tooltip-element.visible");
        search: for (const high of [0.75, 0.7, 0.65, 0.6]) {
          for (let across = 0.1; across < 0.9; across += 0.02) {
            await lab.page.mouse.move(box.x + across * box.width, box.y + high * box.height);
            if (await tip.count()) break search;
          }
        }
        expect(await tip.innerText()).toMatch(/Chemical shift \(ppm\):?\s+\d\.\d{3}[\s\S]*series:?\s+\w+/);
        await lab.page.screenshot({ path: picture("tooltip") });
        expect(await axeFaults(lab.page, ".jp-OutputArea")).toEqual([]);
      });

      test("progress moves in place with the time left; an interrupt keeps the best model", async () => {
        await lab.run(2);
        const bar = lab.cell(2).locator("progress");
        await bar.waitFor({ timeout: 60_000 });
        expect(await bar.count()).toBe(1);
        await expect
          .poll(() => lab.cell(2).innerText(), { timeout: 30_000 })
          .toMatch(/ left epoch \d+: loss/);
        const before = await lab.cell(2).innerText();
        await expect.poll(() => lab.cell(2).innerText()).not.toBe(before);
        await lab.page.screenshot({ path: picture("progress") });
        const asked = performance.now();
        await lab.command("notebook:interrupt-kernel");
        await lab.idle(10_000);
        // Longer feels like nothing happened
        expect(performance.now() - asked).toBeLessThan(2000);
        await expect.poll(async () => textOf((await lab.outputs())[2])).toContain("signal true");
        expect(errorIn((await lab.outputs())[2])).toMatchObject({ ename: "Interrupted" });
        await lab.page.screenshot({ path: picture("interrupted") });
        await lab.page.waitForTimeout(300);
        await lab.run(3);
        await lab.idle();
        expect(textOf((await lab.outputs())[3])).toBe("true\n");
      });

      test("an error reads well", async () => {
        await lab.run(4);
        await lab.idle();
        const error = errorIn((await lab.outputs())[4])!;
        expect(error.ename).toBe("TypeError");
        // Where in the library, from its sources, and nothing of the kernel's own
        expect(error.traceback!.join("\n")).toMatch(/at \w+ \(lib\/\w+\/\w+\.ts:\d+/);
        expect(error.traceback!.join("\n")).not.toMatch(/tslab|evalmachine|node:/);
        await lab.page.waitForTimeout(300);
        await lab.run(5);
        await lab.idle();
        expect(errorIn((await lab.outputs())[5])).toMatchObject({
          ename: "TypeScript",
          evalue: "1:7 - Type 'string' is not assignable to type 'number'.",
        });
        await lab.cell(5).scrollIntoViewIfNeeded();
        await lab.page.screenshot({ path: picture("errors") });
      });

      test("Tab completes the library's names, Shift-Tab shows their doc comments", async () => {
        await lab.page.waitForTimeout(300);
        await lab.command("notebook:insert-cell-below");
        await lab.command("notebook:enter-edit-mode");
        await lab.page.keyboard.type("stackEd");
        await lab.page.keyboard.press("Tab");
        const editor = lab.page.locator(".jp-Notebook .jp-Cell.jp-mod-active .cm-content");
        const completer = lab.page.locator(".jp-Completer-item");
        await expect
          .poll(async () => `${await editor.innerText()} ${(await completer.allInnerTexts()).join(" ")}`)
          .toMatch(/stackEdit/);
        await lab.page.keyboard.press("Escape");
        await lab.command("notebook:enter-edit-mode");
        await lab.page.keyboard.press("Control+A");
        await lab.page.keyboard.type("stackEdit");
        await lab.page.keyboard.press("Escape");
        await lab.command("notebook:enter-edit-mode");
        await lab.page.keyboard.press("ArrowLeft");
        await lab.page.keyboard.press("Shift+Tab");
        const tip = lab.page.locator(".jp-Tooltip");
        await tip.waitFor({ timeout: 10_000 });
        expect(await tip.innerText()).toMatch(/stackEdit\(stack: FidStack/);
        await lab.page.screenshot({ path: picture("help") });
      });

      test("nothing left this machine", () => {
        expect(lab.outside).toEqual([]);
        expect(existsSync(path.join(folder, "notebooks", "play.ipynb"))).toBe(true);
      });
    });
  },
);
