import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { usableCores, usableMemory } from "../../../pipeline/plan/machine.js";
import { inTemporaryFolder } from "../../support/wudao.js";

/** What a process may use that is in the groups that it names, with the files of some groups. */
function usableWith(
  files: Readonly<Record<string, string>>,
): Promise<{ readonly memory: number; readonly cores: number }> {
  return inTemporaryFolder((system) => {
    for (const [name, text] of Object.entries(files)) {
      const file = join(system, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${text}\n`);
    }
    return Promise.resolve({ memory: usableMemory(system), cores: usableCores(system) });
  });
}

for (const [version, files] of [
  [
    "",
    {
      "proc/self/cgroup": "0::/system.slice/slurmstepd.scope/job_7/step_0/user/task_0",
      "sys/fs/cgroup/system.slice/slurmstepd.scope/job_7/memory.max": "1048576",
      "sys/fs/cgroup/system.slice/slurmstepd.scope/job_7/step_0/user/task_0/memory.max": "max",
      "sys/fs/cgroup/system.slice/slurmstepd.scope/job_7/cpu.max": "50000 100000",
      "sys/fs/cgroup/system.slice/slurmstepd.scope/job_7/step_0/cpu.max": "max 100000",
    },
  ],
  [
    " (control groups of version 1)",
    {
      "proc/self/cgroup": "5:cpuacct,cpu:/slurm/job_7/task_0\n4:memory:/slurm/job_7/task_0\n1:name=systemd:/",
      "sys/fs/cgroup/memory/slurm/job_7/memory.limit_in_bytes": "1048576",
      "sys/fs/cgroup/memory/slurm/job_7/task_0/memory.limit_in_bytes": "9223372036854771712",
      "sys/fs/cgroup/cpu/slurm/job_7/cpu.cfs_quota_us": "50000",
      "sys/fs/cgroup/cpu/slurm/job_7/cpu.cfs_period_us": "100000",
      "sys/fs/cgroup/cpu/slurm/job_7/task_0/cpu.cfs_quota_us": "-1",
      "sys/fs/cgroup/cpu/slurm/job_7/task_0/cpu.cfs_period_us": "100000",
    },
  ],
] as const)
  test(`a batch job uses the memory and cores of its job${version}: the limit of a group above the process's own was passed over, and the job was killed`, async () =>
    assert.deepEqual(await usableWith(files), { memory: 2 ** 20, cores: 1 }));

test("a container that sees only its own group, and calls it the root, is held to its limit", async () => {
  const { memory } = await usableWith({
    "proc/self/cgroup": "0::/kubepods/pod7/c3",
    "sys/fs/cgroup/memory.max": "4096",
  });
  assert.equal(memory, 4096);
});

test("without control groups the whole machine is used", async () =>
  assert.deepEqual(await usableWith({}), { memory: totalmem(), cores: availableParallelism() }));
