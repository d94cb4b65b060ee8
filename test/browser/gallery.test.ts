import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  fig2Generation,
  fig4Reconstruction,
  fig5Umap,
  figureGallery,
  figureSave,
} from "../../lib/charts/index.js";
import type { Fig5Point } from "../../lib/charts/index.js";
import { fig4Rows, fig5Densities, fig5Points } from "../charts/rows.js";
import { axeFaults } from "./axeFaults.js";
import { browserFind, browserOpen, SCREENSHOTS } from "./browserFind.js";

const executable = browserFind();

describe.skipIf(!executable)("the gallery in a browser (skipped: no Chromium, see CONTRIBUTING)", () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const said: string[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "gallery-page-"));
    const provenance = { tool: "mrs-synth", seed: 1 };
    const numbers = [{ name: "OFF: correlation", value: 0.857 }];
    const points = fig5Points().map((point, k): Fig5Point => {
      const values = Array.from({ length: 60 }, (_, i) => Math.round(900 / (1 + (i - 20 - k) ** 2 / 4)));
      return { ...point, spectrum: { ppm: [0.2, 4.2], values } };
    });
    for (const spec of [
      fig2Generation({ notebook: "notebooks/00-start-here.ipynb" }),
      fig4Reconstruction(fig4Rows(["OFF", "ON"]), { numbers, provenance }),
      fig5Umap(points, fig5Densities(), { numbers, provenance }),
    ]) {
      const { id } = spec.usermeta as { id: string };
      await figureSave(id, spec, { folder });
    }
    const file = await figureGallery(folder);
    browser = await browserOpen(executable!);
    page = await browser.newPage({ viewport: { width: 1100, height: 1000 } });
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) said.push(message.text());
    });
    page.on("pageerror", (error) => said.push(String(error)));
    page.on("request", (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    for (const plot of await page.locator(".plot").all()) {
      await plot.scrollIntoViewIfNeeded();
      await plot.and(page.locator("[data-state=live]")).waitFor({ timeout: 20_000 });
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const tip = (): Promise<string> => page.locator("#vg-tooltip-element.visible").innerText();
  /** Sweeps over a drawing until something is told. */
  async function pointAt(figure: string, heights: readonly number[]): Promise<string> {
    const canvas = page.locator(`[data-figure="${figure}"] canvas`);
    await canvas.scrollIntoViewIfNeeded();
    const box = (await canvas.boundingBox())!;
    for (const high of heights) {
      for (let across = 0.1; across < 0.95; across += 0.02) {
        await page.mouse.move(box.x + across * box.width, box.y + high * box.height);
        if (await page.locator("#vg-tooltip-element.visible").count()) return tip();
      }
    }
    return "";
  }
  const pixels = (figure: string): Promise<string> =>
    page.locator(`[data-figure="${figure}"] canvas`).evaluate((canvas) => {
      return (canvas as unknown as { toDataURL(): string }).toDataURL();
    });

  test("every figure is drawn on a canvas, from the file system, without a word in the console", async () => {
    expect(await page.locator("canvas.marks").count()).toBe(3);
    await page.screenshot({ path: path.join(SCREENSHOTS, "gallery.png"), fullPage: true });
    expect(said).toEqual([]);
    expect(asked.filter((url) => !url.startsWith("file:") && !url.startsWith("data:"))).toEqual([]);
  });

  test("a spectrum tells ppm, intensity and subject when it is pointed at", async () => {
    const told = await pointAt("fig4-reconstruction", [0.2, 0.3, 0.35]);
    expect(told).toMatch(/Chemical shift \(ppm\)\s+\d\.\d{3}/);
    expect(told).toMatch(/Real part/);
    expect(told).toMatch(/Site [AB], subject \d/);
    await page.screenshot({ path: path.join(SCREENSHOTS, "gallery-tooltip.png") });
  });

  test("Ctrl and the wheel zoom the ppm axis, the wheel alone scrolls the page, a double click goes back", async () => {
    const before = await pixels("fig4-reconstruction");
    const canvas = page.locator('[data-figure="fig4-reconstruction"] canvas');
    const box = (await canvas.boundingBox())!;
    await page.mouse.move(box.x + 0.25 * box.width, box.y + 0.25 * box.height);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    await expect.poll(() => pixels("fig4-reconstruction")).not.toBe(before);
    await canvas.screenshot({ path: path.join(SCREENSHOTS, "gallery-zoom.png") });
    await page.mouse.dblclick(box.x + 0.25 * box.width, box.y + 0.25 * box.height);
    await page.mouse.move(5, 5);
    await expect.poll(() => pixels("fig4-reconstruction")).toBe(before);
  });

  test("a legend's entry picks", async () => {
    const before = await pixels("fig4-reconstruction");
    const canvas = page.locator('[data-figure="fig4-reconstruction"] canvas');
    const box = (await canvas.boundingBox())!;
    // The legend's first entry stands at the top left.
    await page.mouse.click(box.x + 50, box.y + 10);
    await expect.poll(() => pixels("fig4-reconstruction")).not.toBe(before);
    await canvas.screenshot({ path: path.join(SCREENSHOTS, "gallery-legend.png") });
  });

  test("a point of the embedding shows its spectrum", async () => {
    const before = await pixels("fig5-umap");
    const told = await pointAt("fig5-umap", [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45]);
    expect(told).toMatch(/subject\s+S\d/);
    expect(await pixels("fig5-umap")).not.toBe(before);
    await page
      .locator('[data-figure="fig5-umap"]')
      .screenshot({ path: path.join(SCREENSHOTS, "gallery-umap.png") });
  });

  test("axe finds nothing serious, in the light and in the dark", async () => {
    expect(await axeFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await axeFaults(page)).toEqual([]);
    await page.screenshot({ path: path.join(SCREENSHOTS, "gallery-dark.png") });
    await page.emulateMedia({ colorScheme: "light" });
  });

  test("without scripts the pictures are there", async () => {
    const still = await browser.newContext({ javaScriptEnabled: false });
    const other = await still.newPage();
    await other.goto(pathToFileURL(path.join(folder, "index.html")).href);
    expect(await other.locator("img").count()).toBe(3);
    expect(readFileSync(path.join(folder, "index.html"), "utf8")).toContain("fig5-umap.svg");
    await still.close();
  });
});
