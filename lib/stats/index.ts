export * from "./bootstrapInterval.js";
export * from "./logisticRidge.js";
export * from "./rocAuc.js";
