import type { TopLevelSpec } from "vega-lite";
import { diagram, spectrumSketch, type DiagramItem } from "./diagram.js";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";

export interface Fig1Config {
  /** Values of the input, real and imaginary part together: twice the points of the spectrum. */
  input: number;
  /** Widths of the encoder's dense layers. */
  layers: readonly number[];
  latent: number;
  /** Widths of the decoder's dense layers. @default the encoder's, reversed */
  decoder?: readonly number[];
  /** For example `elu`. */
  activation?: string;
  /** Weight of the Kullback-Leibler divergence. */
  beta?: number;
  /** The part of the spectrum that goes in, [low, high] in ppm. */
  ppmRange?: readonly [number, number];
  /** Trainable parameters. */
  parameters?: number;
}

const { measured, reconstruction, ink, muted, line } = figurePalette;
const HEIGHT = 236;
const MIDDLE = 112;
const BAR = 15;
const LATENT_FILL = "#F3E3F0";
const LATENT = "#8A3D78";
const IMAGINARY = "#56B4E9";
const IMAGINARY_OUT = "#F2B56B";

/** Figure 1: the variational autoencoder with the layer sizes of the model at hand. */
export function fig1Architecture(config: Fig1Config, options: FigureOptions = {}): TopLevelSpec {
  const {
    input,
    layers,
    latent,
    decoder = [...layers].reverse(),
    activation,
    beta,
    ppmRange,
    parameters,
  } = config;
  const width = DOUBLE_COLUMN - 14;
  const points = input / 2;
  const items: DiagramItem[] = [];

  // A layer's bar is as high as the logarithm of its width, so that 32 and 4,096 are both seen.
  const widest = Math.max(input, ...layers, ...decoder);
  const bar = (size: number): number =>
    26 + (104 * Math.log2(Math.max(1, size / latent))) / Math.log2(widest / latent);
  const sketch = { width: 66, height: 34 };
  const left = { first: 78 + 34, last: width / 2 - 62 };
  const right = { first: width / 2 + 62, last: width - 78 - 34 };
  const column = (range: { first: number; last: number }, count: number, k: number): number =>
    count === 1
      ? (range.first + range.last) / 2
      : range.first + ((range.last - range.first) * k) / (count - 1);

  // What goes in and what comes out
  const spectra = (x: number, colors: [string, string]): void => {
    const real = { x, y: MIDDLE - 58, ...sketch };
    const imaginary = { x, y: MIDDLE + 22, ...sketch };
    items.push(
      { kind: "curve", points: spectrumSketch(real), color: colors[0], width: 1.2 },
      {
        kind: "curve",
        points: spectrumSketch(imaginary, { part: "imaginary" }),
        color: colors[1],
        width: 1.2,
      },
      { kind: "text", x: x + 33, y: MIDDLE - 12, text: "Re", size: 10 },
      { kind: "text", x: x + 33, y: MIDDLE + 68, text: "Im", size: 10 },
    );
  };
  spectra(0, [measured, IMAGINARY]);
  spectra(width - sketch.width, [reconstruction, IMAGINARY_OUT]);
  items.push(
    { kind: "text", x: 33, y: 14, text: "Spectrum", bold: true },
    { kind: "text", x: width, y: 14, text: "Reconstruction", bold: true, align: "right" },
  );
  if (ppmRange !== undefined) {
    const text = `${points} points, ${ppmRange[0]}–${ppmRange[1]} ppm`;
    items.push({ kind: "text", x: 0, y: MIDDLE + 90, text, size: 9, color: muted, align: "left" });
  }

  // Bars: the input and the encoder's layers, the decoder's layers and the output
  const encoderSizes = [input, ...layers];
  const decoderSizes = [...decoder, input];
  const encoderAt = encoderSizes.map((_, k) => column(left, encoderSizes.length, k));
  const decoderAt = decoderSizes.map((_, k) => column(right, decoderSizes.length, k));
  const join = (fromX: number, fromSize: number, toX: number, toSize: number): void => {
    const [from, to] = [bar(fromSize) / 2, bar(toSize) / 2];
    const outline: [number, number][] = [
      [fromX + BAR / 2, MIDDLE - from],
      [toX - BAR / 2, MIDDLE - to],
      [toX - BAR / 2, MIDDLE + to],
      [fromX + BAR / 2, MIDDLE + from],
    ];
    items.push({ kind: "curve", points: outline, color: "#ECECEC", width: 0, fill: "#ECECEC" });
  };
  const chain = (at: number[], sizes: number[]): void => {
    for (let k = 1; k < at.length; k++) join(at[k - 1], sizes[k - 1], at[k], sizes[k]);
  };
  chain(encoderAt, encoderSizes);
  chain(decoderAt, decoderSizes);
  const centre = width / 2;
  const code = 26;
  const gaussianX = centre - 22;
  const zX = centre + 24;
  const fan = (fromX: number, fromHalf: number, toX: number, toY: number, toHalf: number): void => {
    const outline: [number, number][] = [
      [fromX, MIDDLE - fromHalf],
      [toX, toY - toHalf],
      [toX, toY + toHalf],
      [fromX, MIDDLE + fromHalf],
    ];
    items.push({ kind: "curve", points: outline, color: "#ECECEC", width: 0, fill: "#ECECEC" });
  };
  const lastEncoder = encoderAt[encoderAt.length - 1];
  const lastHalf = bar(encoderSizes[encoderSizes.length - 1]) / 2;
  fan(lastEncoder + BAR / 2, lastHalf, gaussianX - BAR / 2, MIDDLE - 24, code / 2);
  fan(lastEncoder + BAR / 2, lastHalf, gaussianX - BAR / 2, MIDDLE + 24, code / 2);
  fan(decoderAt[0] - BAR / 2, bar(decoderSizes[0]) / 2, zX + BAR / 2, MIDDLE, code / 2);

  const halves = (x: number, colors: [string, string]): void => {
    const half = bar(input) / 2;
    items.push(
      {
        kind: "box",
        x: x - BAR / 2,
        y: MIDDLE - half,
        width: BAR,
        height: half,
        fill: `${colors[0]}55`,
        stroke: ink,
      },
      {
        kind: "box",
        x: x - BAR / 2,
        y: MIDDLE,
        width: BAR,
        height: half,
        fill: `${colors[1]}66`,
        stroke: ink,
      },
    );
  };
  const labels = (at: number[], sizes: number[]): void => {
    sizes.forEach((size, k) => {
      const y = MIDDLE - bar(size) / 2 - 9;
      items.push({ kind: "text", x: at[k], y, text: String(size), size: 9.5 });
    });
  };
  halves(encoderAt[0], [measured, IMAGINARY]);
  halves(decoderAt[decoderAt.length - 1], [reconstruction, IMAGINARY_OUT]);
  const dense = (x: number, size: number): DiagramItem => {
    const height = bar(size);
    return {
      kind: "box",
      x: x - BAR / 2,
      y: MIDDLE - height / 2,
      width: BAR,
      height,
      fill: "#C9CDD2",
      radius: 2,
    };
  };
  layers.forEach((size, k) => items.push(dense(encoderAt[k + 1], size)));
  decoder.forEach((size, k) => items.push(dense(decoderAt[k], size)));
  labels(encoderAt, encoderSizes);
  labels(decoderAt, decoderSizes);

  // The latent Gaussian
  const latentBox = (x: number, y: number): DiagramItem => ({
    kind: "box",
    x: x - BAR / 2,
    y: y - code / 2,
    width: BAR,
    height: code,
    fill: LATENT_FILL,
    stroke: LATENT,
    radius: 2,
  });
  items.push(
    latentBox(gaussianX, MIDDLE - 24),
    latentBox(gaussianX, MIDDLE + 24),
    latentBox(zX, MIDDLE),
    { kind: "text", x: gaussianX, y: MIDDLE - 24, text: "μ", italic: true, size: 11 },
    { kind: "text", x: gaussianX, y: MIDDLE + 46, text: "log σ²", italic: true, size: 10 },
    { kind: "text", x: zX, y: MIDDLE, text: "z", italic: true, size: 11 },
    { kind: "text", x: gaussianX, y: MIDDLE - 46, text: String(latent), size: 9.5 },
    { kind: "text", x: zX, y: MIDDLE - 22, text: String(latent), size: 9.5 },
    {
      kind: "arrow",
      points: [
        [gaussianX + BAR / 2 + 2, MIDDLE - 20],
        [zX - BAR / 2 - 2, MIDDLE - 4],
      ],
      color: LATENT,
    },
    {
      kind: "arrow",
      points: [
        [gaussianX + BAR / 2 + 2, MIDDLE + 20],
        [zX - BAR / 2 - 2, MIDDLE + 4],
      ],
      color: LATENT,
    },
    { kind: "text", x: centre, y: MIDDLE + 68, text: "z = μ + σ · ε,  ε ~ N(0, I)", italic: true, size: 9.5 },
  );

  // From the spectrum into the input and out again
  const inX = encoderAt[0] - BAR / 2 - 3;
  const outX = decoderAt[decoderAt.length - 1] + BAR / 2 + 3;
  const stub = { from: sketch.width + 6, to: width - sketch.width - 6 };
  for (const y of [-34, 40]) {
    items.push(
      {
        kind: "arrow",
        points: [
          [stub.from, MIDDLE + y],
          [inX, MIDDLE + y * 0.8],
        ],
        color: line,
      },
      {
        kind: "arrow",
        points: [
          [outX, MIDDLE + y * 0.8],
          [stub.to, MIDDLE + y],
        ],
        color: line,
      },
    );
  }
  const word = (count: number): string =>
    `${count} dense layer${count === 1 ? "" : "s"}${activation === undefined ? "" : ` (${activation.toUpperCase()})`}`;
  const encoderMiddle = (left.first + left.last) / 2;
  const decoderMiddle = (right.first + right.last) / 2;
  const loss = `Loss = ‖x − x′‖² + ${beta === undefined ? "β" : `${beta}`} · KL( N(μ, σ²) ‖ N(0, I) )`;
  items.push(
    { kind: "text", x: encoderMiddle, y: 14, text: "Encoder", bold: true },
    { kind: "text", x: centre, y: 14, text: "Latent space", bold: true },
    { kind: "text", x: decoderMiddle, y: 14, text: "Decoder", bold: true },
    { kind: "text", x: encoderMiddle, y: MIDDLE + 90, text: word(layers.length), size: 9, color: muted },
    { kind: "text", x: decoderMiddle, y: MIDDLE + 90, text: word(decoder.length), size: 9, color: muted },
    { kind: "text", x: centre, y: HEIGHT - 8, text: loss, size: 10 },
  );

  const alt =
    `Variational autoencoder: real and imaginary part of a spectrum, ${input} values together, go through dense ` +
    `layers of ${layers.join(", ")} to a mean and a log variance of ${latent} values; a sample z goes through ` +
    `${decoder.join(", ")} to the reconstruction.`;
  const size = parameters === undefined ? "" : ` ${parameters.toLocaleString("en-US")} trainable parameters.`;
  return figureSpec(
    diagram(items, { width, height: HEIGHT }),
    {
      id: "fig1-architecture",
      title: "Architecture of the variational autoencoder",
      caption:
        `The variational autoencoder. The real and the imaginary part of a spectrum (${points} points each) are ` +
        `concatenated and encoded by fully connected layers into a Gaussian of ${latent} latent dimensions; the ` +
        `decoder maps a sample of it back. Numbers are layer widths.${size}`,
      alt,
    },
    options,
  );
}
