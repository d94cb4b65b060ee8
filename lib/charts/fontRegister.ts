import { createRequire } from "node:module";
import { GlobalFonts } from "canvas";

const FACES = [
  "400Regular/Arimo_400Regular.ttf",
  "400Regular_Italic/Arimo_400Regular_Italic.ttf",
  "700Bold/Arimo_700Bold.ttf",
  "700Bold_Italic/Arimo_700Bold_Italic.ttf",
];

let registered = false;

/** Gives the canvas that Vega measures and draws text with the figures' font, so that figures are the same everywhere. */
export function fontRegister(): void {
  if (registered) return;
  const require = createRequire(import.meta.url);
  for (const face of FACES) {
    if (!GlobalFonts.registerFromPath(require.resolve(`@expo-google-fonts/arimo/${face}`), "Arimo")) {
      throw new Error(`the figures' font cannot be read: ${face}`);
    }
  }
  registered = true;
}
