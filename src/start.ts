#!/usr/bin/env node
import { keepCompiledCode } from "./compile-cache.ts";

// Nothing but the start: the other files of the bundle may need one another, and none needs this one.
keepCompiledCode(process.env);
import("./cli.ts");
