export * from "./bootstrapInterval.js";
export * from "./generalisedGaussianDraws.js";
export * from "./generalisedGaussianFit.js";
export * from "./kolmogorovSmirnov.js";
export * from "./logisticFit.js";
export * from "./maximumMeanDiscrepancy.js";
export * from "./rocAuc.js";
