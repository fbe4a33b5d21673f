/**
 * Pictures per CPU second against Pillow and imagehash: decode once, pHash and dHash, 256 x 256, JPEG of quality 75. Then a run over all
 * of them and the odd and broken ones, for what becomes of each and the memory that it takes.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { imagePrepare } from "../../stages/image/image-prepare.js";
import { readWebdataset } from "../../stages/read/read-webdataset.js";
import { readWith } from "../stages/read/read-records.js";
import { inTemporaryFolder, root, sharedData, wudao } from "../support/wudao.js";
import { cpuSecondsSince } from "./cpu-seconds.js";

const largePixels = 500_000;
const rounds = 3;

interface Rate {
  readonly pictures: number;
  readonly perCpuSecond: number;
}

export async function benchImages(): Promise<void> {
  const folder = join(sharedData ?? "", "image-text");
  const tars = readdirSync(folder)
    .filter((name) => name.endsWith(".tar"))
    .map((name) => join(folder, name));
  const samples = (await Promise.all(tars.map((tar) => readWith(readWebdataset, tar)))).flatMap(
    (read) => read.samples,
  );
  const prepare = await imagePrepare.open(
    imagePrepare.parameters.parse({ fit: "stretch", quality: 75, cues: false }),
    { baseDir: root, seed: 1 },
  );
  for (const least of [0, largePixels]) {
    const chosen = samples.filter(({ image }) => image !== undefined && image.width * image.height >= least);
    let own = 0;
    for (let round = 0; round < rounds; round++) {
      const before = process.cpuUsage();
      await prepare(chosen);
      own = Math.max(own, chosen.length / cpuSecondsSince(before));
    }
    const peer = pillow(tars, least);
    const what = least === 0 ? "all pictures" : "half a megapixel and more";
    const comparison =
      typeof peer === "string"
        ? `no comparison: ${peer}`
        : `Pillow + imagehash ${peer.perCpuSecond.toFixed(0)} (${peer.pictures} pictures): ${(own / peer.perCpuSecond).toFixed(2)} times the peer`;
    console.log(`${what}: ${chosen.length} pictures, ${own.toFixed(0)} a CPU second; ${comparison}`);
  }
  await runOver([...tars, join(sharedData ?? "", "bad-input/images-odd-and-broken.tar.gz")]);
}

/** Prints what each stage dropped or quarantined, and the peak memory of the process with its two workers. */
async function runOver(tars: readonly string[]): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const stages = [
      "read-webdataset",
      "image-probe",
      { "image-prepare": { tensor: "hwc" } },
      "image-filter",
      "image-dedup",
      "write-arrow",
    ];
    const recipe = { name: "pictures", input: tars.map((path) => ({ path })), stages };
    writeFileSync(join(folder, "pictures.yaml"), JSON.stringify(recipe));
    const output = join(folder, "out");
    const { stdout } = await wudao([
      "run",
      join(folder, "pictures.yaml"),
      "--output",
      output,
      "--workers",
      "2",
    ]);
    console.log(stdout.split("\n\ndataset")[0]);
  });
}

function pillow(tars: readonly string[], least: number): Rate | string {
  const python = process.env.PYTHON ?? "python3";
  const job = JSON.stringify({ tars, least, rounds });
  const { status, stdout, stderr } = spawnSync(python, [join(root, "test/bench/pillow_images.py")], {
    input: job,
    encoding: "utf8",
  });
  return status === 0 ? (JSON.parse(stdout) as Rate) : ((stderr ?? "").trim().split("\n").at(-1) ?? "");
}
