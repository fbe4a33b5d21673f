/** Whether a Slurm cluster with a partition "loopback" answers, as `bench/slurm.sh start 4` of the shared material makes it. */
import { spawnSync } from "node:child_process";

const nodes = spawnSync("sinfo", ["-h", "-p", "loopback", "-N", "-o", "%N"], { encoding: "utf8" });
export const withoutSlurm =
  (nodes.status ?? 1) !== 0 || nodes.stdout === ""
    ? "needs a Slurm cluster with a partition loopback"
    : false;
