/**
 * A plan as Kubernetes Indexed Jobs, one a phase (batch/v1; "Indexed" completion mode is stable since 1.24, limits of
 * retries an index since 1.33).
 *
 * How many tasks the write phase has is known only when the phases before it are done, so a pod takes its share of
 * whatever there is. Each job waits for the receipts of the phase before it; all can be applied at once.
 *
 * Pods share a volume, or only a store: then each has a scratch folder of its own, which goes with it.
 */
import type { Plan } from "../plan/plan.js";
import { emptyExitCode } from "../run/empty-exit-code.js";
import { phaseName, phasesOf } from "../run/phases.js";
import { isRemote } from "../storage/location.js";

export interface KubernetesOptions {
  /** Container image that has this program as `wudao`. */
  readonly image: string;
  /** Persistent volume claim (ReadWriteMany) that holds inputs and output, as far as they are in no store. */
  readonly claim: string;
  /** Where the claim is mounted; inputs, recipe and output lie below it under the same paths as here. */
  readonly mountPath: string;
  readonly output: string;
  /** Pods of a phase. */
  readonly pods: number;
  /** Worker threads, and CPUs, of a pod. */
  readonly workers: number;
  /** Secret whose keys become environment variables of the pods: the store's credentials. */
  readonly secret: string | undefined;
  /** Account whose role gives access to the store instead. */
  readonly serviceAccount: string | undefined;
  /** Which store it is, and where: no credentials. */
  readonly storeEnvironment: Readonly<Record<string, string>>;
}

const retriesPerPod = 5;
const mebibyte = 2 ** 20;
const scratchPath = "/scratch";

/** Manifests in the order of the run: the phases, then the job that finishes the dataset. */
export function kubernetesJobs(plan: Plan, options: KubernetesOptions): readonly object[] {
  const { output, pods, workers } = options;
  const phases = phasesOf(plan).map(phaseName);
  const jobs = phases.map((phase) => {
    const share = `$(JOB_COMPLETION_INDEX)/${pods}`;
    const work = ["task", output, "--phase", phase, "--share", share, "--wait", "--workers", String(workers)];
    return job(plan, options, phase, pods, ["wudao", ...work]);
  });
  const finish = ["wudao", "resume", output, "--wait", "--workers", String(workers), "--quiet"];
  return [...jobs, job(plan, options, "finish", 1, finish)];
}

function job(
  plan: Plan,
  options: KubernetesOptions,
  phase: string,
  pods: number,
  command: readonly string[],
): object {
  const { image, workers, serviceAccount, secret } = options;
  const labels = {
    "app.kubernetes.io/name": "wudao",
    "wudao/plan": plan.hash.slice(0, 12),
    "wudao/phase": phase,
  };
  const inStore = isRemote(options.output);
  const memory = mebibytes(plan.forecast.workerMemoryBytes * workers);
  const disk = inStore ? { "ephemeral-storage": mebibytes(plan.forecast.temporaryDiskBytes) } : {};
  const resources = { requests: { cpu: String(workers), memory, ...disk }, limits: { memory } };
  const volumes = volumesOf(plan, options);
  const environment = inStore ? { WUDAO_SCRATCH: scratchPath, ...options.storeEnvironment } : {};
  const env = Object.entries(environment).map(([name, value]) => ({ name, value }));
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: `wudao-${plan.hash.slice(0, 12)}-${phase}`, labels },
    spec: {
      completionMode: "Indexed",
      completions: pods,
      parallelism: pods,
      backoffLimitPerIndex: retriesPerPod,
      // Nothing is left to write, however often it is tried.
      podFailurePolicy: {
        rules: [{ action: "FailJob", onExitCodes: { operator: "In", values: [emptyExitCode] } }],
      },
      template: {
        metadata: { labels },
        spec: {
          restartPolicy: "Never",
          ...(serviceAccount === undefined ? {} : { serviceAccountName: serviceAccount }),
          containers: [
            {
              name: "wudao",
              image,
              command,
              resources,
              ...(env.length === 0 ? {} : { env }),
              ...(secret === undefined ? {} : { envFrom: [{ secretRef: { name: secret } }] }),
              volumeMounts: volumes.map(({ name, mountPath }) => ({ name, mountPath })),
            },
          ],
          volumes: volumes.map(({ name, source }) => ({ name, ...source })),
        },
      },
    },
  };
}

interface Volume {
  readonly name: string;
  readonly mountPath: string;
  readonly source: object;
}

/** The claim wherever something lies outside of stores; a scratch folder where the output lies in one. */
function volumesOf(plan: Plan, { output, claim, mountPath }: KubernetesOptions): readonly Volume[] {
  const outside = !isRemote(output) || plan.files.some(({ file }) => !isRemote(file));
  const data = { name: "data", mountPath, source: { persistentVolumeClaim: { claimName: claim } } };
  const scratch = { name: "scratch", mountPath: scratchPath, source: { emptyDir: {} } };
  return [...(outside ? [data] : []), ...(isRemote(output) ? [scratch] : [])];
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / mebibyte)}Mi`;
}
