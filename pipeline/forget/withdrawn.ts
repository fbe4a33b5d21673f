/** The documents that are to be taken out, known by id or address; notes which of these it has met. */
export class Withdrawn {
  private readonly met = new Set<string>();

  constructor(
    private readonly ids: ReadonlySet<string>,
    private readonly urls: ReadonlySet<string>,
  ) {}

  has({ id, url }: { readonly id?: unknown; readonly url?: unknown }): boolean {
    const isNamed = this.isIn(this.ids, id);
    return this.isIn(this.urls, url) || isNamed;
  }

  /** Ids and addresses of no document that was asked for: mistyped, or taken out before. */
  get unmet(): readonly string[] {
    return [...this.ids, ...this.urls].filter((name) => !this.met.has(name));
  }

  private isIn(names: ReadonlySet<string>, name: unknown): boolean {
    if (typeof name !== "string" || !names.has(name)) return false;
    this.met.add(name);
    return true;
  }
}
