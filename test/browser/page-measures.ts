/** What a reader sees of a page, measured inside the browser. */
import type { Locator, Page } from "playwright-core";

// The project is compiled without the types of a browser, so that none of its globals slip into the pipeline; the few
// that run inside the page are declared here.
interface PageElement {
  readonly tagName: string;
  readonly namespaceURI: string | null;
  readonly parentElement: PageElement | null;
  readonly textContent: string | null;
  checkVisibility(): boolean;
  querySelectorAll(selector: string): Iterable<PageElement>;
}
interface PageText {
  readonly parentElement: PageElement | null;
  readonly textContent: string | null;
}
declare const document: {
  createTreeWalker(start: PageElement, kind: number): { nextNode(): PageText | null };
};
declare function getComputedStyle(element: PageElement): Readonly<Record<string, string>>;

/** Texts of a table's body, row by row. */
export function tableRows(page: Page, selector: string): Promise<string[][]> {
  return page
    .locator(`${selector} tbody tr`)
    .evaluateAll((rows: readonly PageElement[]) =>
      rows.map((row) =>
        Array.from(row.querySelectorAll("th, td"), (cell) => (cell.textContent ?? "").trim()),
      ),
    );
}

/** The text as it is laid out, without what is hidden. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join("\n");
}

/** A CSS property as the browser computed it. */
export function styleOf(locator: Locator, property: string): Promise<string> {
  return locator.evaluate((element: PageElement, name) => getComputedStyle(element)[name] ?? "", property);
}

/** A number as the page writes it; an empty cell is none. */
export function numberOf(cell: string | undefined): number {
  return Number((cell ?? "").replaceAll(",", ""));
}

export interface Contrast {
  readonly text: string;
  /** WCAG 2.2 contrast ratio, 1 to 21. */
  readonly ratio: number;
  /** Whether the page is drawn light on dark here. */
  readonly dark: boolean;
}

/** Contrast of every visible text against the nearest painted background below it, lowest first. */
export async function contrasts(page: Page): Promise<Contrast[]> {
  const found = await page.locator("body").evaluate((body: PageElement) => {
    type Colour = readonly [number, number, number, number];
    const parse = (colour: string): Colour => {
      const [red = 0, green = 0, blue = 0, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number);
      return [red, green, blue, alpha];
    };
    const luminance = ([red, green, blue]: Colour): number => {
      const [r = 0, g = 0, b = 0] = [red, green, blue].map((part) => {
        const value = part / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const backgroundOf = (start: PageElement): Colour => {
      for (let at: PageElement | null = start; at !== null; at = at.parentElement) {
        const colour = parse(getComputedStyle(at).backgroundColor ?? "");
        if (colour[3] > 0) return colour;
      }
      return [255, 255, 255, 1];
    };
    const textNodes = 4;
    const walker = document.createTreeWalker(body, textNodes);
    const texts: { text: string; ratio: number; dark: boolean }[] = [];
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const element = node.parentElement;
      const text = (node.textContent ?? "").trim();
      if (element === null || text === "" || !element.checkVisibility()) continue;
      const style = getComputedStyle(element);
      // Text in a chart is painted with `fill`; titles of its bars are not painted at all.
      if (element.tagName === "title") continue;
      const isChart = element.namespaceURI === "http://www.w3.org/2000/svg";
      const ink = luminance(parse((isChart ? style.fill : style.color) ?? ""));
      const paper = luminance(backgroundOf(element));
      const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      texts.push({ text: text.slice(0, 40), ratio, dark: ink > paper });
    }
    return texts;
  });
  return found.sort((a, b) => a.ratio - b.ratio);
}
