import { accessSync, constants, existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** Where pictures of pages are kept, to be looked at. */
export const SCREENSHOTS = path.join(root, ".cache", "screenshots");
mkdirSync(SCREENSHOTS, { recursive: true });

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

/** A browser of Chromium's kind: `$BROWSER_PATH`, else the first on the PATH; undefined where there is none. */
export function browserFind(): string | undefined {
  const named = process.env.BROWSER_PATH;
  if (named) return existsSync(named) ? named : undefined;
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const places = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

export function browserOpen(executablePath: string): Promise<Browser> {
  const args = ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"];
  // In a container one is root, where Chromium's own sandbox does not work.
  return chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ["--no-sandbox", ...args] : args,
  });
}
