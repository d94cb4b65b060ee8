// Loaded into the notebook kernel before tslab (see kernel.json): what tslab 1.0.22 does not do by itself.
"use strict";
require("./sendsKeep.cjs");
require("./libraryStill.cjs");
require("./cellsRun.cjs");
