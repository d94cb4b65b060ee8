export * from "./codeBeside.js";
export * from "./keptFolder.js";
export * from "./keptKey.js";
export * from "./projectRoot.js";
