/** Main text of real pages: quality against gold texts and speed, beside trafilatura in the same run. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractPage } from "../../stages/extract/extract-page.js";
import { askPython, withoutModules } from "../interop/python.js";
import {
  bigrams,
  type GoldPage,
  goldPages,
  meanF1,
  segmentShares,
  tokens,
} from "../support/extraction-scores.js";
import { cpuSecondsSince } from "./cpu-seconds.js";

interface PeerAnswer {
  readonly version: string;
  readonly seconds: number;
  readonly texts: readonly string[];
}

export async function benchExtract(): Promise<void> {
  const missing = withoutModules("trafilatura");
  for (const set of ["zh-news-pages", "article-extraction-benchmark", "trafilatura-eval"]) {
    const pages = goldPages(set);
    const megabytes = pages.reduce((sum, { html }) => sum + html.length, 0) / 1e6;
    let texts: readonly string[] = [];
    let least = Number.POSITIVE_INFINITY;
    // The best of three, as a crawl of more than a few pages sees it; the peer has nothing to warm up.
    for (let round = 0; round < 3; round++) {
      const before = process.cpuUsage();
      texts = pages.map(({ html }) => extractPage(html).text);
      least = Math.min(least, cpuSecondsSince(before));
    }
    const rate = megabytes / least;
    console.log(`${set}: ${scores(pages, texts)}; ${rate.toFixed(1)} M characters per CPU second`);
    if (missing !== false) {
      console.log(`  no peer: ${missing}`);
      continue;
    }
    const peer = await askTrafilatura(pages);
    const peerRate = megabytes / peer.seconds;
    console.log(
      `  trafilatura ${peer.version}: ${scores(pages, peer.texts)}; ${peerRate.toFixed(1)}: ` +
        `${(rate / peerRate).toFixed(1)} times the peer (bar: 10)`,
    );
  }
}

function scores(pages: readonly GoldPage[], texts: readonly string[]): string {
  if (pages.some(({ gold }) => gold !== "")) {
    return `bigram F1 ${meanF1(pages, texts, bigrams).toFixed(4)}, token F1 ${meanF1(pages, texts, tokens).toFixed(4)}`;
  }
  const { found, excluded } = segmentShares(pages, texts);
  return `segments found ${found.toFixed(4)}, excluded ${excluded.toFixed(4)}`;
}

async function askTrafilatura(pages: readonly GoldPage[]): Promise<PeerAnswer> {
  const folder = mkdtempSync(join(tmpdir(), "wudao-bench-"));
  try {
    const file = join(folder, "pages.jsonl");
    writeFileSync(file, pages.map(({ html }) => JSON.stringify(html)).join("\n"));
    return await askPython<PeerAnswer>("extract_pages.py", { file });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
