/** Reads Parquet: rows become samples, columns their fields. */
import { z } from "zod";
import { defineSource, type ReadResult, type Split } from "../../pipeline/contracts/stage.js";
import { readParquetRows } from "./parquet/rows.js";
import { batchParameter, limitParameter } from "./read-parameters.js";
import { columnParameters, imageParameter, RowRecords, wantedColumns } from "./records/row-records.js";

const parameters = z.strictObject({
  ...columnParameters,
  ...imageParameter,
  "max-group-bytes": limitParameter(
    512 * 2 ** 20,
    "Packed bytes of the columns read in one row group, which are held at once; larger groups are refused.",
    2 ** 31,
  ),
  "batch-bytes": batchParameter(8 * 2 ** 20, "rows, unpacked,", 2 ** 28),
});

type Params = z.output<typeof parameters>;

export const readParquet = defineSource({
  name: "read-parquet",
  summary:
    "Reads Parquet with nested columns and all its compressions, row group by row group, only the columns that are asked for.",
  source:
    "Apache Parquet format 2.11 (parquet-format), read by hyparquet; checked against pyarrow on apache/parquet-testing",
  parameters,
  cost: { memoryBytes: 256 << 20 },
  endings: [".parquet", ".parq"],
  divisible: () => true,
  read: readSplit,
});

function readSplit(split: Split, params: Params): AsyncGenerator<readonly ReadResult[]> {
  const records = new RowRecords(split, params, "read-parquet");
  return readParquetRows(split, records, params, (names) => {
    records.columns = names;
    return wantedColumns(names, params);
  });
}
