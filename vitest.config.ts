import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const resolve = { alias: { owconf: fileURLToPath(new URL("./src/index.ts", import.meta.url)) } };

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: ["test/live/**"],
          globalSetup: ["test/bundled-program.ts"],
          // Property tests take their time on a busy machine.
          testTimeout: 60_000,
          environment: "node",
        },
      },
      {
        resolve,
        // What needs no server and no process; unit has it, too.
        test: {
          name: "fast",
          include: ["test/{spec,plan,saved,render,resources,scripts}/**/*.test.ts"],
          environment: "node",
        },
      },
      {
        resolve,
        test: {
          name: "live",
          include: ["test/live/**/*.test.ts"],
          environment: "node",
          globalSetup: ["test/bundled-program.ts", "test/live/install.ts"],
          fileParallelism: false,
          testTimeout: 120_000,
          // Starting a server for the first time fills its database and takes longest.
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
