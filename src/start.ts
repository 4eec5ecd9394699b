#!/usr/bin/env node
// Nothing but the start: the other files of the bundle may need one another, and none needs this one.
import("./cli.ts");
