export * from "./basisSet.js";
export * from "./basisSimulate.js";
export * from "./pulseSequence.js";
export * from "./spinSystem.js";
export * from "./spinTransitions.js";
