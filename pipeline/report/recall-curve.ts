/** The recall curve of LSH bands, as data, as a table and as a plot of characters. */

export interface RecallCurve {
  readonly bands: number;
  readonly rows: number;
  readonly threshold: number;
  /** Share of the pairs right at the threshold that are found. */
  readonly recall: number;
  /** Similarities 0, 0.01 ... 1. */
  readonly points: readonly { readonly similarity: number; readonly recall: number }[];
}

export function recallCurve(
  shape: { readonly bands: number; readonly rows: number },
  threshold: number,
  bandRecall: (similarity: number, bands: number, rows: number) => number,
): RecallCurve {
  const { bands, rows } = shape;
  const at = (similarity: number): number => bandRecall(similarity, bands, rows);
  const points = Array.from({ length: 101 }, (_, percent) => ({
    similarity: percent / 100,
    recall: at(percent / 100),
  }));
  return { bands, rows, threshold, recall: at(threshold), points };
}

export function renderCurve(curve: RecallCurve): string {
  const { bands, rows, threshold, recall } = curve;
  return [
    `${bands} bands of ${rows} rows (${bands * rows} entries): at a similarity of ${threshold}, ${percent(recall)} of the pairs are compared`,
    "",
    ...plot(curve),
    "",
    "similarity  compared  overlooked",
    ...curve.points
      .filter((_, index) => index >= 30 && index % 5 === 0)
      .map(
        (point) =>
          `${point.similarity.toFixed(2).padStart(10)}  ${percent(point.recall).padStart(8)}  ${(1 - point.recall).toExponential(1).padStart(10)}`,
      ),
  ].join("\n");
}

const plotRows = 10;
/** Each column of the plot stands for two hundredths of similarity. */
const plotStep = 2;

/** A column reaches as high as its recall; the threshold stands under the axis. */
function plot({ points, threshold }: RecallCurve): string[] {
  const columns = points.filter((_, index) => index % plotStep === 0);
  const eighths = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
  const lines = Array.from({ length: plotRows }, (_, fromTop) => {
    const floor = plotRows - 1 - fromTop;
    const bars = columns.map(({ recall }) => {
      const filled = Math.min(8, Math.max(0, Math.round((recall * plotRows - floor) * 8)));
      return eighths[filled] ?? "";
    });
    const label = fromTop % 5 === 0 ? percent((floor + 1) / plotRows, 0) : "";
    return `${label.padStart(6)} │${bars.join("")}`;
  });
  const mark = Math.round((threshold * 100) / plotStep);
  return [
    ...lines,
    `   0 % └${"─".repeat(columns.length)}`,
    `        0.0${" ".repeat(20)}0.5${" ".repeat(22)}1.0`,
    `        ${" ".repeat(mark)}^ threshold ${threshold}`,
  ];
}

function percent(share: number, digits = 2): string {
  return `${(share * 100).toFixed(digits)} %`;
}
