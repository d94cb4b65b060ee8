/**
 * What the gallery's page does in the browser: a figure that comes into view is drawn again as one that can be used, large
 * ones when they are asked for. The picture stays where that fails. Files beside the page are loaded by script elements,
 * which work from a file system without a server.
 */
export const galleryScript = `const waiting = new Map();
function mrsFigure(name, spec) { waiting.get(name)(spec); }
const loaded = new Map();
function load(source) {
  if (!loaded.has(source)) loaded.set(source, new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = () => reject(new Error(source + " cannot be loaded"));
    document.head.append(script);
  }));
  return loaded.get(source);
}
async function activate(place) {
  if (place.dataset.state) return;
  place.dataset.state = "loading";
  try {
    await load("vega/vega.min.js");
    await load("vega/vega-tooltip.min.js");
    const name = place.dataset.figure;
    const spec = await new Promise((resolve, reject) => {
      waiting.set(name, resolve);
      load(place.dataset.source).catch(reject);
    });
    const drawing = document.createElement("div");
    drawing.className = "drawing";
    drawing.setAttribute("role", "img");
    drawing.setAttribute("aria-label", place.querySelector("img").alt);
    drawing.style.visibility = "hidden";
    place.append(drawing);
    const tooltip = new vegaTooltip.Handler({ disableDefaultStyle: true }).call;
    const view = new vega.View(vega.parse(spec), { renderer: "canvas", container: drawing, hover: true, tooltip });
    await view.runAsync();
    place.querySelector("img").hidden = true;
    place.querySelector("button")?.remove();
    drawing.style.visibility = "";
    place.dataset.state = "live";
  } catch (error) {
    place.querySelector(".drawing")?.remove();
    place.dataset.state = "picture";
    console.warn(String(error));
  }
}
const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) activate(target);
}, { rootMargin: "200px" });
for (const place of document.querySelectorAll("[data-figure]")) {
  const button = place.querySelector("button");
  if (button) button.addEventListener("click", () => activate(place));
  else seen.observe(place);
}`;
