export * from "./fitOptions.js";
export * from "./fitResult.js";
