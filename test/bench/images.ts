/** Pictures per CPU second against Pillow and imagehash: decode once, pHash and dHash, 256 x 256, JPEG of quality 75. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { imagePrepare } from "../../stages/image/image-prepare.js";
import { readWebdataset } from "../../stages/read/read-webdataset.js";
import { readWith } from "../stages/read/read-records.js";
import { root, sharedData } from "../support/wudao.js";
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
