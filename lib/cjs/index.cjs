// The library for `require`: Node.js 20.19, 22.12 and later load an ES module by it.
module.exports = require("../dist/index.js");
