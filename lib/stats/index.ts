export * from "./bootstrapInterval.js";
