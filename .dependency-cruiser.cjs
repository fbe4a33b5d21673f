/** Who may import whom: see "Where things live" in pipeline/README.md. */
module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
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
        pathNot:
          "^pipeline/(sample|stage|limits|rows|float16|batch-builder|errors|catalogue)\\.ts$|^pipeline/storage/|^pipeline/recipe/size\\.ts$",
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
    {
      name: "storage-is-a-leaf",
      severity: "error",
      from: { path: "^pipeline/storage/" },
      to: { path: "^pipeline/(run|plan|recipe|cli|executors|report)/" },
    },
    {
      name: "plan-before-run",
      severity: "error",
      from: { path: "^pipeline/(plan|recipe)/" },
      to: { path: "^pipeline/(run|executors|report|cli)/" },
    },
    {
      name: "nobody-imports-the-cli",
      severity: "error",
      from: { pathNot: "^pipeline/cli/" },
      to: { path: "^pipeline/cli/" },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
  },
};
