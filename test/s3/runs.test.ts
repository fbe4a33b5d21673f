/** Runs whose whole output lies in a store: the same bytes as on a disk, whatever happens on the way. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Spoiling, startSpoiling } from "../../pipeline/chaos/spoiling-proxy.js";
import { storeOf } from "../../pipeline/storage/store-of.js";
import { type S3Server, secret, startS3, withoutS3 } from "../support/s3-server.js";
import { writeScored } from "../support/scored-dataset.js";
import { checksums, endOf, inTemporaryFolder, root, startWith, wudao } from "../support/wudao.js";

const base = ["run", "configs/quickstart.yaml", "--set", "write-arrow.shard-bytes=8KiB", "--quiet"];

describe("runs in a store", { skip: withoutS3 }, () => {
  let server: S3Server;
  let wanted: Readonly<Record<string, string>>;
  let usualMs = 0;

  before(async () => {
    server = await startS3("runs");
    Object.assign(process.env, server.environment());
    wanted = await inTemporaryFolder(async (folder) => {
      await wudao([...base, "--output", folder]);
      return checksums(folder);
    });
    assert.ok(Object.keys(wanted).filter((name) => name.endsWith(".arrow")).length > 1);
  });
  after(() => server.stop());

  /** Runs a command against the server, or what stands in front of it, with scratch folders of its own. */
  const command = (scratch: string, port: number | undefined, ...args: string[]) =>
    startWith({ ...server.environment(port), WUDAO_SCRATCH: scratch }, ...args);
  const run = async (scratch: string, output: string, port?: number, code = 0) => {
    const args = [...base, "--output", output, "--workers", "2"];
    return endOf(command(scratch, port, ...args), args, code);
  };
  const stored = (name: string): Readonly<Record<string, string>> =>
    checksums(join(server.folder, "runs", name));

  test("a run in a store ends with the bytes of a run on a disk, and leaves nothing else there or here", () =>
    inTemporaryFolder(async (scratch) => {
      const began = performance.now();
      await run(scratch, "s3://runs/plain");
      usualMs = performance.now() - began;
      assert.deepEqual(stored("plain"), wanted);
      assert.deepEqual(readdirSync(scratch), []);
      const names: string[] = [];
      for await (const { location } of storeOf("s3://runs").list("s3://runs/plain")) names.push(location);
      assert.ok(names.some((name) => name.includes("/.run/receipts/")));
      assert.ok(!names.some((name) => /payload|claim|\.tmp|\.part/.test(name)));
    }));

  test("no key stands in anything that a run leaves", () => {
    const folder = join(server.folder, "runs/plain");
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    assert.ok(files.length > 5);
    for (const { parentPath, name } of files)
      assert.ok(!readFileSync(join(parentPath, name), "latin1").includes(secret), name);
  });

  test("a run in a store that was killed while it wrote its report gets it when it is run again, and leaves no spills", () =>
    inTemporaryFolder(async (scratch) => {
      const folder = join(server.folder, "runs/plain");
      const payload = join(folder, ".run/payload/stream-0/00000");
      rmSync(join(folder, "report.html"));
      mkdirSync(payload, { recursive: true });
      writeFileSync(join(payload, "samples"), "left over");
      assert.match((await run(scratch, "s3://runs/plain")).stdout, /nothing was left to run/);
      assert.match(readFileSync(join(folder, "report.html"), "utf8"), /run report/);
      assert.ok(!existsSync(join(payload, "samples")));
      assert.deepEqual(stored("plain"), wanted);
    }));

  test("the same command finds a finished run done; another recipe is refused unless forced, which leaves hidden objects", () =>
    inTemporaryFolder(async (scratch) => {
      const { stdout } = await run(scratch, "s3://runs/plain");
      assert.match(stdout, /nothing was left to run/);
      const other = [...base, "--set", "text-length.min=80", "--output", "s3://runs/plain"];
      const { stderr } = await endOf(command(scratch, undefined, ...other), other, 4);
      assert.match(stderr, /other-run/);
      const notes = join(scratch, "notes.txt");
      writeFileSync(notes, "mine");
      await server.put(notes, "s3://runs/plain/.own/notes.txt");
      const forced = [...other, "--force"];
      await endOf(command(scratch, undefined, ...forced), forced);
      const hidden = join(server.folder, "runs/plain/.own");
      assert.equal(readFileSync(join(hidden, "notes.txt"), "utf8"), "mine");
      rmSync(hidden, { recursive: true });
      assert.notDeepEqual(stored("plain"), wanted);
    }));

  test("objects that no run made are left alone, and their folder refused, even if forced", () =>
    inTemporaryFolder(async (scratch) => {
      const thesis = join(scratch, "thesis.txt");
      writeFileSync(thesis, "mine");
      await server.put(thesis, "s3://runs/notes/deep/thesis.txt");
      const args = [...base, "--output", "s3://runs/notes", "--force"];
      const { stderr } = await endOf(command(scratch, undefined, ...args), args, 4);
      assert.match(stderr, /error \[foreign-folder\]: s3:\/\/runs\/notes: .*such as deep/);
      assert.equal(readFileSync(join(server.folder, "runs/notes/deep/thesis.txt"), "utf8"), "mine");
    }));

  const faults: readonly Spoiling[] = ["reset", "slow-down", "cut-body", "slow", "lost-answer", "stale-list"];
  for (const fault of faults) {
    test(`with one answer in five spoilt (${fault}) nothing is lost, doubled or different`, () =>
      inTemporaryFolder(async (scratch) => {
        let requests = 0;
        const proxy = await startSpoiling(server.port, {
          choose: () => (requests++ % 5 === 2 ? fault : undefined),
        });
        try {
          await run(scratch, `s3://runs/${fault}`, proxy.port);
          assert.ok(proxy.struck[fault] > 3);
          assert.deepEqual(stored(fault), wanted);
        } finally {
          await proxy.close();
        }
      }));
  }

  for (const elsewhere of [false, true]) {
    const where = elsewhere ? "another machine" : "the same machine";
    test(`killed at a random moment, a run goes on from ${where} to the same bytes`, () =>
      inTemporaryFolder(async (folder) => {
        for (let round = 0; round < Number(process.env.KILLS ?? 3); round++) {
          const name = `killed-${elsewhere ? "elsewhere" : "here"}-${round}`;
          const scratch = join(folder, "first");
          mkdirSync(scratch, { recursive: true });
          const running = command(
            scratch,
            undefined,
            ...base,
            "--output",
            `s3://runs/${name}`,
            "--workers",
            "2",
          );
          await sleep(Math.random() * usualMs);
          if (running.process.pid !== undefined && running.process.exitCode === null)
            process.kill(-running.process.pid, "SIGKILL");
          await running.end;
          // Nobody renews the claim of a process of another machine: here the process is gone, and that is seen.
          await run(elsewhere ? join(folder, "second") : scratch, `s3://runs/${name}`);
          assert.deepEqual(stored(name), wanted);
          rmSync(scratch, { recursive: true, force: true });
        }
      }));
  }

  test("a dataset in a store is inspected, verified, compared and played like one on a disk", () =>
    inTemporaryFolder(async (scratch) => {
      await run(scratch, "s3://runs/viewed");
      const show = (...args: string[]) => endOf(command(scratch, undefined, ...args), args);
      assert.match((await show("inspect", "s3://runs/viewed", "--rows", "2")).stdout, /quickstart/);
      assert.match((await show("verify", "s3://runs/viewed/")).stdout, /good/);
      assert.match((await show("status", "s3://runs/viewed")).stdout, /finished/);
      await show("serve-check", "s3://runs/viewed", "--world-size", "1", "--batch", "1");
      assert.match((await show("gc", "s3://runs/viewed")).stdout, /0 B freed/);
      await wudao([...base, "--output", join(scratch, "disk")]);
      const { changes } = JSON.parse(
        (await show("diff", join(scratch, "disk"), "s3://runs/viewed", "--json")).stdout,
      ) as {
        changes: unknown[];
      };
      assert.deepEqual(changes, []);
      rmSync(join(scratch, "disk"), { recursive: true });
      const [shard] = readdirSync(join(server.folder, "runs/viewed")).filter((name) =>
        name.endsWith(".arrow"),
      );
      await storeOf("s3://runs").write(`s3://runs/viewed/${shard}`, Buffer.from("spoilt"));
      const verify = ["verify", "s3://runs/viewed"];
      const { stdout } = await endOf(command(scratch, undefined, ...verify), verify, 5);
      assert.match(stdout, /bytes, the manifest says/);
      assert.deepEqual(readdirSync(scratch), []);
    }));

  test("a dataset of kept scores in a store is attributed and cut anew like one on a disk", () =>
    inTemporaryFolder(async (folder) => {
      const scored = await writeScored(folder, "write-jsonl");
      const files = readdirSync(scored, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      );
      for (const { parentPath, name } of files) {
        const path = join(parentPath, name);
        await server.put(path, `s3://runs/scored/${relative(scored, path)}`);
      }
      const scratch = join(folder, "scratch");
      mkdirSync(scratch);
      const show = (...args: string[]) => endOf(command(scratch, undefined, ...args), args);
      const settings = ["--set", "min-han.min=40", "--json"];
      assert.deepEqual(
        JSON.parse((await show("attribute", "s3://runs/scored", ...settings)).stdout),
        JSON.parse((await show("attribute", scored, ...settings)).stdout),
      );
      await show("recut", "s3://runs/scored", "--output", join(folder, "from-store"), ...settings);
      await show("recut", scored, "--output", join(folder, "from-disk"), ...settings);
      assert.deepEqual(checksums(join(folder, "from-store")), checksums(join(folder, "from-disk")));
      assert.deepEqual(readdirSync(scratch), []);
    }));

  test("near-duplicates of a run in a store are audited like those of a run on a disk", () =>
    inTemporaryFolder(async (folder) => {
      const recipe = join(folder, "texts.yaml");
      const stages = ["read-json", { "minhash-dedup": { threshold: 0.7 } }, "write-jsonl"];
      writeFileSync(
        recipe,
        JSON.stringify({ name: "texts", input: { path: join(root, "data-samples/zh.jsonl") }, stages }),
      );
      const scratch = join(folder, "scratch");
      mkdirSync(scratch);
      const show = (...args: string[]) => endOf(command(scratch, undefined, ...args), args);
      const audits: unknown[] = [];
      for (const output of ["s3://runs/audited", join(folder, "disk")]) {
        await show("run", recipe, "--output", output, "--quiet");
        audits.push(JSON.parse((await show("dedup", "audit", output, "--json")).stdout));
      }
      assert.deepEqual(audits[0], audits[1]);
      assert.deepEqual(readdirSync(scratch), []);
    }));

  test("what changes a dataset in place says that it needs one on a disk", () =>
    inTemporaryFolder(async (folder) => {
      const ids = join(folder, "ids.txt");
      writeFileSync(ids, "1");
      const show = (...args: string[]) => endOf(command(folder, undefined, ...args), args, 4);
      for (const args of [
        ["forget", "s3://runs/scored", "--ids", ids],
        ["recut", "s3://runs/scored", "--output", "s3://runs/recut"],
        ["dedup", "index", "s3://runs/scored"],
      ])
        assert.match(
          (await show(...args)).stderr,
          /s3:\/\/runs\/\w+: this needs a path on a disk.*copy there/,
        );
    }));

  test("machines that share nothing but the store do the tasks, twice too, and one of them finishes", () =>
    inTemporaryFolder(async (folder) => {
      const output = "s3://runs/machines";
      const at = (machine: string, ...args: string[]) =>
        endOf(command(join(folder, machine), undefined, ...args), args);
      await at("a", "plan", ...base.slice(1, -1), "--prepare", "--output", output);
      const { phases } = JSON.parse((await at("a", "status", output, "--json")).stdout) as {
        phases: { phase: string }[];
      };
      for (const { phase } of phases) {
        const task = ["task", output, "--phase", phase, "--wait", "--share"];
        await Promise.all([at("a", ...task, "0/2"), at("b", ...task, "1/2"), at("c", ...task, "0/1")]);
      }
      await at("b", "resume", output, "--wait", "--quiet");
      assert.deepEqual(stored("machines"), wanted);
    }));
});
