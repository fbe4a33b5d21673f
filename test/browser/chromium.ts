/** A Chromium of this machine, for pages that are opened as a user opens them: from a file, with no server. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = process.env.CHROMIUM ?? usual.find((path) => existsSync(path));

/** Why a test that needs a browser cannot run; false when it can. */
export const withoutChromium =
  executablePath === undefined || !existsSync(executablePath)
    ? `no browser at ${executablePath ?? usual.join(", ")}: set CHROMIUM to one`
    : false;

export function openChromium(): Promise<Browser> {
  if (executablePath === undefined) throw new Error(String(withoutChromium));
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
