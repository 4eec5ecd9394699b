import { describeFaults } from "./describe-faults.ts";

describeFaults("the fault lasts", "applied", true);
describeFaults("the fault happens once, in a rollback", "rolled back", false);
describeFaults("the fault lasts, in a rollback", "rolled back", true);
