/** Who may import whom: see "Where things live" in pipeline/README.md. */

/** The folders of the engine from the bottom up: each imports only what stands before it. */
const layers = [
  "contracts",
  "kernels",
  "storage",
  "recipe",
  "stored",
  "plan",
  "run",
  "executors",
  "dataset",
  "forecast",
  "recut",
  "forget",
  "chaos",
  "report",
  "cli",
];

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Neither of code nor of types: what two files name belongs to a third, below both.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...layers.slice(0, -1).map((layer, place) => ({
      name: `${layer}-imports-what-is-below`,
      severity: "error",
      from: { path: `^pipeline/${layer}/` },
      to: { path: `^pipeline/(${layers.slice(place + 1).join("|")})/` },
    })),
    {
      name: "whole-runs-are-started-from-above",
      comment: "A forecast runs a sample; nothing else below the command line starts a run.",
      severity: "error",
      from: { path: "^pipeline/.+/", pathNot: "^pipeline/(cli/|forecast/calibrate\\.ts$)" },
      to: { path: "^pipeline/(start-run|pipeline|index)\\.ts$" },
    },
    {
      name: "engine-knows-no-stage",
      comment: "Only the library's face names stages; the command line loads the catalogue by URL.",
      severity: "error",
      from: { path: "^pipeline/", pathNot: "^pipeline/index\\.ts$" },
      to: { path: "^stages/" },
    },
    {
      name: "stages-use-contracts-only",
      severity: "error",
      from: { path: "^stages/" },
      to: {
        path: "^pipeline/",
        pathNot: "^pipeline/(contracts|kernels|storage)/|^pipeline/recipe/(catalogue|size)\\.ts$",
      },
    },
    {
      name: "no-stage-imports-another-kind",
      severity: "error",
      from: { path: "^stages/(read|extract|clean|filter|dedup|image|prompt|tokenize|order|compose|write)/" },
      to: {
        path: "^stages/(read|extract|clean|filter|dedup|image|prompt|tokenize|order|compose|write)/",
        pathNot: "^stages/$1/",
      },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
