/** The part of parquetjs-lite that is used here; the package ships no types. */
declare module "parquetjs-lite" {
  /** What it needs of a stream. */
  export interface ParquetTarget {
    write(bytes: Uint8Array, done: (error?: Error | null) => void): unknown;
    end(done: (error?: Error | null) => void): unknown;
  }

  export interface ParquetField {
    readonly type?: "BYTE_ARRAY" | "FLOAT" | "UTF8" | "INT_32" | "UINT_16" | "UINT_8" | "INT64" | "DOUBLE";
    readonly optional?: boolean;
    readonly repeated?: boolean;
    readonly compression?: "UNCOMPRESSED" | "SNAPPY" | "GZIP";
    readonly statistics?: boolean;
    /** Members of a struct, which has no type of its own. */
    readonly fields?: Readonly<Record<string, ParquetField>>;
  }

  export class ParquetSchema {
    constructor(fields: Readonly<Record<string, ParquetField>>);
  }

  export class ParquetWriter {
    static openStream(
      schema: ParquetSchema,
      stream: ParquetTarget,
      options?: {
        readonly rowGroupSize?: number;
        readonly pageSize?: number;
        readonly useDataPageV2?: boolean;
      },
    ): Promise<ParquetWriter>;
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
    setRowGroupSize(rows: number): void;
    close(): Promise<void>;
  }
}
