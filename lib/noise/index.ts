export * from "./noiseAdapt.js";
export * from "./noiseFit.js";
export * from "./noiseLevel.js";
export * from "./noiseModel.js";
export * from "./noiseRestore.js";
export * from "./noiseWhite.js";
export * from "./transientDeviations.js";
