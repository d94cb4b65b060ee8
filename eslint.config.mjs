import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import ts from "typescript-eslint";

/** The rooms of the library from the ground up: each may import from those before it (see CONTRIBUTING.md). */
const rooms = [
  "signal",
  "stats",
  "io",
  "kept",
  "spin",
  "basis",
  "cohort",
  "process",
  "engine",
  "models",
  "samplers",
  "metrics",
  "embed",
  "noise",
  "fit",
  "quantify",
  "charts",
  "study/files",
  "study/set",
  "study/trained",
  "study/spectra",
  "study/autoencoder",
  "study/realism",
  "study/augmentation",
  "study/quantification",
  "study/conditional",
  "study/covariance",
  "study/yAutoencoder",
  "cli",
];

const noMathRandom = {
  object: "Math",
  property: "random",
  message: "Randomness is an argument (RandomSource), so that a seed repeats a run.",
};

/** Imports upwards, written as `import`, `export … from` and `import()`. */
function downwardsOnly(room, index) {
  const above = rooms
    .slice(index + 1)
    .flatMap((name) => (room.startsWith("study/") ? [name.replace("study/", "")] : name.split("/")))
    .join("|");
  const message = `lib/${room} may import only from the rooms below it: ${rooms.slice(0, index).join(", ") || "none"}.`;
  const upwards = above ? `^(\\.\\./)+(${above})(/|$)` : undefined;
  return {
    files: [`lib/${room}/**/*.ts`],
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { regex: "^mrs-synth(/|$)", message: "Inside the library, import by relative paths." },
            ...(upwards ? [{ regex: upwards, message }] : []),
          ],
        },
      ],
      "no-restricted-syntax": upwards
        ? [
            "error",
            { selector: `ImportExpression[source.value=/${upwards.replaceAll("/", "\\/")}/]`, message },
          ]
        : "off",
    },
  };
}

/** Shows a notebook's code cells to the linter, each as a TypeScript file of its own. */
const notebooks = {
  processors: {
    cells: {
      preprocess: (text) =>
        JSON.parse(text)
          .cells.filter((cell) => cell.cell_type === "code")
          .map((cell, index) => ({
            text: [cell.source].flat().join(""),
            filename: `cell-${index + 1}.ts`,
          })),
      postprocess: (cells) =>
        cells.flatMap((messages, index) =>
          messages.map((message) => ({ ...message, message: `code cell ${index + 1}: ${message.message}` })),
        ),
    },
  },
};

export default defineConfig(
  globalIgnores(["lib/dist/", "figures/", ".venv/", ".venv-bench/", ".cache/", "**/.ipynb_checkpoints/"]),
  {
    files: ["**/*.{ts,mts,mjs,cjs,js}"],
    ignores: ["**/*.ipynb/*"],
    extends: [js.configs.recommended, ts.configs.recommended],
    rules: {
      "no-restricted-properties": ["error", noMathRandom],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "separate-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      eqeqeq: "error",
      "prefer-const": "error",
    },
  },
  {
    // A public function states what it gives: the notebook kernel reads the declarations with an older TypeScript.
    files: ["lib/**/*.ts"],
    rules: { "@typescript-eslint/explicit-module-boundary-types": "error" },
  },
  rooms.map(downwardsOnly),
  {
    files: ["**/*.{mjs,cjs,js}"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        performance: "readonly",
        URL: "readonly",
        Buffer: "readonly",
        setTimeout: "readonly",
        setImmediate: "readonly",
        clearTimeout: "readonly",
        AbortController: "readonly",
        DOMException: "readonly",
      },
    },
  },
  {
    files: ["**/*.cjs"],
    languageOptions: {
      sourceType: "commonjs",
      globals: { require: "readonly", module: "writable", exports: "readonly", __dirname: "readonly" },
    },
    rules: { "@typescript-eslint/no-require-imports": "off" },
  },
  { files: ["notebooks/**/*.ipynb"], plugins: { notebooks }, processor: "notebooks/cells" },
  {
    // Cells see each other's names, and a value that stands alone at a cell's end is its output: the kernel checks the types.
    files: ["**/*.ipynb/*.ts"],
    languageOptions: { parser: ts.parser },
    plugins: { "@typescript-eslint": ts.plugin },
    rules: {
      "no-restricted-properties": ["error", noMathRandom],
      "@typescript-eslint/no-explicit-any": "error",
    },
  },
);
