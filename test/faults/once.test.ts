import { describeFaults } from "./describe-faults.ts";

describeFaults("the fault happens once", "applied", false);
