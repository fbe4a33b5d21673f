/** Names of files that belong together: `shard/0001.jpg`, `shard/0001.txt` and `shard/0001.seg.png` are one sample. */

/** Endings of pictures, the most common first. */
export const pictureEndings: readonly string[] = [
  ...[".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".gif", ".webp", ".bmp", ".dib", ".tif", ".tiff"],
  ...[".avif", ".heic", ".heif", ".jp2", ".jpx", ".j2k", ".ico"],
];

/** The path up to the first dot of the file name: what WebDataset calls the key. */
export function groupKey(name: string): string {
  const { folder, file } = parts(name);
  const dot = file.indexOf(".");
  return folder + (dot < 0 ? file : file.slice(0, dot));
}

/** What follows the first dot, in lower case: `jpg`, `seg.png`. */
export function extensionOf(name: string): string {
  const { file } = parts(name);
  const dot = file.indexOf(".");
  return dot < 0 ? "" : file.slice(dot + 1).toLowerCase();
}

export function isImageName(name: string): boolean {
  const extension = `.${extensionOf(name)}`;
  return pictureEndings.some((ending) => extension.endsWith(ending));
}

/** Names become ids and never paths, yet no id should look like a way out of a folder or hold control characters. */
function parts(name: string): { readonly folder: string; readonly file: string } {
  const segments = name
    .replace(/[\p{Cc}\p{Cf}]/gu, "")
    .split("/")
    .filter((segment) => segment !== "" && segment !== "." && segment !== "..");
  const file = segments.pop() ?? "";
  return { folder: segments.map((segment) => `${segment}/`).join(""), file };
}
