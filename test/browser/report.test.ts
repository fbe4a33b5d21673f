/** The report of a real run in a real browser. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import type { StageLedger } from "../../pipeline/run/ledger.js";
import { root, wudao } from "../support/wudao.js";
import { openChromium, withoutChromium } from "./chromium.js";
import { contrasts, numberOf, styleOf, tableRows, textOf } from "./page-measures.js";

/** Short enough to be dropped; would set the title and ask a server if any of it were run. */
const hostile = `<script>document.title="owned"</script><img src="http://127.0.0.1:9/x" onerror="document.title='owned'">"'&`;

interface Opened {
  readonly page: Page;
  /** Addresses asked for, and what the console said. */
  readonly requests: string[];
  readonly messages: string[];
}

/** One word, as names of runs made from dates, models and settings are. */
const longName = "quickstart".repeat(12);

describe("the report", { skip: withoutChromium }, () => {
  let folder = "";
  let report = "";
  let ledger: { records: number; written: number; dropped: number; failed: number; stages: StageLedger[] };
  let manifest: { rows: number; tokens: number; shards: { file: string; sha256: string }[] };
  let browser: Browser;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "wudao-report-"));
    const samples = join(folder, "samples");
    cpSync(join(root, "data-samples"), samples, { recursive: true });
    mkdirSync(join(folder, "out"));
    writeFileSync(join(samples, "hostile.jsonl"), `${JSON.stringify({ id: hostile, text: hostile })}\n`);
    await wudao([
      "run",
      "configs/quickstart.yaml",
      "--input",
      samples,
      "--output",
      join(folder, "out"),
      "--set",
      "text-length.min=120",
      "--set",
      `name=${longName}`,
      "--quiet",
    ]);
    report = pathToFileURL(join(folder, "out/report.html")).href;
    ledger = JSON.parse(readFileSync(join(folder, "out/ledger.json"), "utf8"));
    manifest = JSON.parse(readFileSync(join(folder, "out/manifest.json"), "utf8"));
    browser = await openChromium();
  });

  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    options: { readonly width?: number; readonly colorScheme?: "light" | "dark" } = {},
  ): Promise<Opened> {
    const { width = 1200, colorScheme = "light" } = options;
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    page.setDefaultTimeout(5000);
    const requests: string[] = [];
    const messages: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    await page.goto(report);
    return { page, requests, messages };
  }

  async function openAll(page: Page): Promise<void> {
    for (const details of await page.locator("details").all()) {
      if ((await details.getAttribute("open")) === null) await details.locator("> summary").click();
    }
  }

  test("a report sent by mail is complete: the page asks for nothing else and reports no error", async () => {
    const { page, requests, messages } = await open();
    await openAll(page);
    assert.deepEqual(requests, [report]);
    assert.deepEqual(messages, []);
    assert.match(await page.title(), /quickstart/);
    assert.equal(await textOf(page.locator("h1")), longName);
    await page.close();
  });

  test("every number of the funnel is the ledger's", async () => {
    const { page } = await open();
    const lost = (stage: StageLedger): number =>
      [...Object.values(stage.dropped), ...Object.values(stage.failed)].reduce(
        (sum, count) => sum + count,
        0,
      );
    assert.deepEqual(
      (await tableRows(page, "#funnel")).map(([stage, ...cells]) => [
        stage,
        ...cells.slice(0, 4).map(numberOf),
      ]),
      ledger.stages.map((stage) => [stage.stage, stage.in, stage.out, lost(stage), stage.changed]),
    );
    const cards = new Map(
      (await page.locator(".cards li").allInnerTexts()).map((card) => {
        const [value = "", name = ""] = card.split("\n");
        return [name.replace(/ \(.*/, ""), value] as const;
      }),
    );
    assert.equal(numberOf(cards.get("records in")), ledger.records);
    assert.equal(numberOf(cards.get("kept")), ledger.written);
    assert.equal(numberOf(cards.get("dropped")), ledger.dropped);
    assert.equal(numberOf(cards.get("quarantined")), ledger.failed);
    assert.equal(numberOf(cards.get("tokens")), manifest.tokens);
    await page.close();
  });

  test("each reason for a drop is told with its count and with texts that were dropped for it", async () => {
    const { page } = await open();
    const reasons = ledger.stages.flatMap((stage) =>
      Object.entries(stage.dropped).map(([reason, count]) => ({ stage: stage.stage, reason, count })),
    );
    assert.ok(reasons.length >= 4);
    for (const { stage, reason, count } of reasons) {
      const group = page.locator("#drops article", {
        has: page.getByRole("heading", { name: `${stage}: ${reason} ` }),
      });
      assert.match(await textOf(group.locator("h3")), new RegExp(`${reason} ${count} of`));
      const examples = group.locator("details");
      assert.ok((await examples.count()) >= 1, `${reason} has no example`);
      await examples.first().locator("summary").click();
      assert.equal(await examples.first().locator(".text").isVisible(), true);
    }
    await page.close();
  });

  test("what a stage changed is marked, removed and added text apart", async () => {
    const { page } = await open();
    await openAll(page);
    const simplify = page.locator("#edits article", {
      has: page.getByRole("heading", { name: /^simplify/ }),
    });
    const removed = simplify.locator("del").first();
    const added = simplify.locator("ins").first();
    assert.equal(await removed.isVisible(), true);
    assert.notEqual(await textOf(removed), await textOf(added));
    assert.notEqual(await styleOf(removed, "backgroundColor"), await styleOf(added, "backgroundColor"));
    const repair = page.locator("#edits article", {
      has: page.getByRole("heading", { name: /^unicode-repair/ }),
    });
    assert.match(
      await textOf(repair.locator("del").first()),
      /U\+200B/,
      "a removed zero-width space leaves no trace",
    );
    const changing = ledger.stages.filter(({ changed }) => changed > 0);
    assert.equal(await page.locator("#edits article").count(), changing.length);
    const shortening = page.locator("#edits article", {
      has: page.getByRole("heading", { name: /^incomplete-sentence/ }),
    });
    assert.equal(await shortening.locator("ins").count(), 0, "text behind an excerpt's cut is told as added");
    await page.close();
  });

  test("removed near-duplicates stand beside the text that was kept for them", async () => {
    const { page } = await open();
    await openAll(page);
    const pair = page.locator("#duplicates details").first().locator(".text");
    assert.equal(await pair.count(), 2);
    assert.notEqual(await textOf(pair.nth(0)), await textOf(pair.nth(1)));
    assert.ok((await pair.locator("del, ins").count()) > 0, "their differences are not marked");
    await page.close();
  });

  test("histograms of lengths and scores are drawn, and their bars add up to the samples", async () => {
    const { page } = await open();
    const charts = page.locator("#histograms svg");
    assert.ok((await charts.count()) >= 3);
    for (const chart of await charts.all()) {
      const tallest = await chart
        .locator("rect")
        .evaluateAll((bars) => Math.max(...bars.map((bar) => bar.getBoundingClientRect().height)));
      assert.ok(tallest > 30, "a chart without a bar that one could see");
    }
    const lengths = await charts.first().locator("rect.before title").allTextContents();
    const counted = lengths.reduce((sum, title) => sum + Number(title.replace(/.*: /, "")), 0);
    assert.equal(counted, ledger.stages[0]?.out);
    await page.close();
  });

  test("the slowest stage stands first, with its seconds and its speed", async () => {
    const { page } = await open();
    const rows = await tableRows(page, "#time");
    assert.deepEqual(
      rows.map(([stage]) => stage).sort(),
      ledger.stages
        .map(({ stage }) => stage)
        .filter((stage) => !stage.endsWith("dedup"))
        .sort(),
    );
    const seconds = rows.map(([, value]) => Number(value));
    assert.deepEqual(
      seconds,
      [...seconds].sort((a, b) => b - a),
    );
    assert.ok((seconds[0] ?? 0) > 0, "no time was measured");
    const [, , , speed] = rows[0] ?? [];
    assert.ok(Number(speed) > 0, "no speed was measured");
    await page.close();
  });

  test("records that failed are warned of, and shown with their error", async () => {
    const { page } = await open();
    assert.ok(ledger.failed > 0);
    const warning = page.getByRole("status");
    assert.match(await textOf(warning), new RegExp(`${ledger.failed} record`));
    assert.match((await page.locator("#quarantine summary").allTextContents()).join("\n"), /invalid-json/);
    await page.close();
  });

  test("the shards are named with their checksums", async () => {
    const { page } = await open();
    const shown = await page.locator("#output code").allInnerTexts();
    assert.deepEqual(
      shown,
      manifest.shards.map(({ sha256 }) => sha256),
    );
    await page.close();
  });

  test("a hostile page of the crawl is shown as the text it is, and nothing of it runs", async () => {
    const { page, requests, messages } = await open();
    await openAll(page);
    const source = readFileSync(join(folder, "out/report.html"), "utf8");
    assert.ok(
      source.includes("&lt;img src=&quot;http://127.0.0.1:9/x"),
      "the hostile text is not in the report",
    );
    assert.equal(await page.locator(".text", { hasText: "onerror=" }).first().isVisible(), true);
    assert.equal(await page.locator("script, img, iframe, link, [onerror]").count(), 0);
    assert.doesNotMatch(await page.title(), /owned/);
    assert.deepEqual(requests, [report]);
    assert.deepEqual(messages, []);
    await page.close();
  });

  test("on a telephone the page does not scroll sideways, with everything open", async () => {
    const { page } = await open({ width: 375 });
    await openAll(page);
    const widths = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
    assert.deepEqual(widths, [375, 375]);
    await page.close();
  });

  test("on a telephone every column of the stages is seen: nothing tells that a table cut at the edge scrolls", async () => {
    const { page } = await open({ width: 390 });
    const [shown, whole] = await page
      .locator("#funnel .wide")
      .evaluate((element) => [element.clientWidth, element.scrollWidth]);
    assert.equal(whole, shown);
    await page.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`every text can be read in the ${colorScheme} scheme (WCAG AA)`, async () => {
      const { page } = await open({ colorScheme });
      await openAll(page);
      const found = await contrasts(page);
      assert.ok(found.length > 100);
      assert.deepEqual(
        found.filter(({ ratio }) => ratio < 4.5),
        [],
      );
      const body = found.filter(({ dark }) => dark === (colorScheme === "dark"));
      assert.ok(body.length > found.length / 2, `the page is not ${colorScheme}`);
      await page.close();
    });
  }

  test("without a mouse: Tab reaches an example, Enter opens it, and the focus can be seen", async () => {
    const { page } = await open();
    const focused = (): Promise<string> => page.evaluate("document.activeElement.tagName");
    for (let steps = 0; steps < 40 && (await focused()) !== "SUMMARY"; steps++)
      await page.keyboard.press("Tab");
    assert.equal(await focused(), "SUMMARY");
    const summary = page.locator("summary:focus");
    assert.notEqual(await styleOf(summary, "outlineStyle"), "none");
    const details = summary.locator("..");
    const isOpen = (): Promise<boolean> => details.evaluate((element) => element.hasAttribute("open"));
    const before = await isOpen();
    await page.keyboard.press("Enter");
    assert.equal(await isOpen(), !before);
    await page.close();
  });
});
