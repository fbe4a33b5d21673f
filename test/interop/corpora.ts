/** Datasets that other tools open, made by the command line; and the digest that all readers must come to. */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { openDataset } from "../../pipeline/dataset/open-dataset.js";
import type { Row } from "../../pipeline/dataset/row-batches.js";
import { root, wudao } from "../support/wudao.js";

const quickstart = join(root, "configs/quickstart.yaml");

interface QuickstartRecipe {
  readonly input: readonly { readonly name: string; readonly path: string }[];
  readonly stages: readonly (string | Readonly<Record<string, unknown>>)[];
}

/** Made once, when first asked for; removed together. */
export class Corpora {
  private readonly folder = mkdtempSync(join(tmpdir(), "wudao-interop-"));
  private readonly made = new Map<string, Promise<string>>();

  /** The quickstart as it is, but in shards small enough that there are several. */
  quickstart(): Promise<string> {
    return this.once("quickstart", async (output) => {
      await wudao([
        "run",
        quickstart,
        "--output",
        output,
        "--set",
        "write-arrow.shard-bytes=3000",
        "--quiet",
      ]);
    });
  }

  /** The documents that the quickstart tokenizes, as text. */
  texts(name: string, sink: Readonly<Record<string, unknown>>): Promise<string> {
    const { input, stages } = parse(readFileSync(quickstart, "utf8")) as QuickstartRecipe;
    return this.recipe(name, {
      input: input.map(({ name, path }) => ({ name, path: join(root, "configs", path) })),
      stages: [...stages.slice(0, stages.indexOf("tokenize")), sink],
    });
  }

  recipe(name: string, recipe: object): Promise<string> {
    return this.once(name, async (output) => {
      const file = join(this.folder, `${name}.yaml`);
      // JSON is YAML.
      writeFileSync(file, JSON.stringify({ name, ...recipe }));
      await wudao(["run", file, "--output", output, "--quiet"]);
    });
  }

  /** A folder for what a reader writes. */
  scratch(name: string): string {
    return join(this.folder, `scratch-${name}`);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  private once(name: string, make: (output: string) => Promise<void>): Promise<string> {
    let output = this.made.get(name);
    if (output === undefined) {
      const path = join(this.folder, name);
      output = make(path).then(() => path);
      this.made.set(name, output);
    }
    return output;
  }
}

export interface Digest {
  readonly rows: number;
  readonly digest: string;
}

/** `RowDigest` of dataset_rows.py over what this project's own reader gives. */
export async function digestOf(folder: string, without: readonly string[] = []): Promise<Digest> {
  const dataset = await openDataset(folder);
  const names = dataset.columns.map(({ name }) => name).filter((name) => !without.includes(name));
  const hash = createHash("sha256");
  let rows = 0;
  for await (const row of dataset.readRows(0, dataset.rows)) {
    rows++;
    for (const name of names) hash.update(cellBytes(row[name]));
  }
  return { rows, digest: hash.digest("hex") };
}

function cellBytes(cell: Row[string] | undefined): Buffer {
  if (cell === null || cell === undefined) return lengthBytes(-1);
  if (typeof cell === "string")
    return Buffer.concat([lengthBytes(Buffer.byteLength(cell)), Buffer.from(cell)]);
  if (typeof cell === "number") throw new Error("no column of numbers is digested");
  if (!ArrayBuffer.isView(cell)) throw new Error("no column of pictures is digested");
  const values = Int32Array.from(cell);
  return Buffer.concat([
    lengthBytes(values.length),
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  ]);
}

function lengthBytes(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(length);
  return bytes;
}
