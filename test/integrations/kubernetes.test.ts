import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CronJob, type IJob, Job } from "kubernetes-models/batch/v1";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { environmentFor, onStage } from "../commands/journey.ts";
import { inWorkplace } from "./run-shell.ts";

const folder = "integrations/kubernetes";
const files = readdirSync(folder);
const read = (file: string) => parse(readFileSync(`${folder}/${file}`, "utf8"), { uniqueKeys: true });

/** Returns the Job of a manifest, whatever makes it. */
function findJob(file: string): NonNullable<IJob["spec"]> {
  const manifest = read(file);
  return manifest.kind === "CronJob" ? manifest.spec.jobTemplate.spec : manifest.spec;
}

function findPod(file: string) {
  const pod = findJob(file).template.spec;
  const [container, ...others] = pod?.containers ?? [];
  if (pod === undefined || container === undefined || others.length > 0) throw new Error(`no pod in ${file}`);
  return { pod, container };
}

/** Returns what the Job does when its container ends so; undefined: it tries again. */
function judgeExit(file: string, exitCode: number): string | undefined {
  if (exitCode === 0) return "Complete";
  const rules = findJob(file).podFailurePolicy?.rules ?? [];
  const match = rules.find(({ onExitCodes: on }) => {
    const isListed = on?.values.includes(exitCode);
    return on !== undefined && (on.operator === "In" ? isListed : !isListed);
  });
  return match?.action;
}

it("has the three manifests", () => {
  expect(files).toEqual(["apply-job.yaml", "drift-cronjob.yaml", "fleet-job.yaml"]);
});

describe.each(files)("%s", (file) => {
  it("holds against the schema of Kubernetes", () => {
    const manifest = read(file);
    const model = manifest.kind === "CronJob" ? new CronJob(manifest) : new Job(manifest);
    expect(() => model.validate()).not.toThrow();
    const broken = structuredClone(manifest);
    (broken.spec.jobTemplate?.spec ?? broken.spec).template.spec.containers[0].env = [{ value: 1 }];
    const other = manifest.kind === "CronJob" ? new CronJob(broken) : new Job(broken);
    expect(() => other.validate()).toThrow("name");
  });

  it("runs where pods have no rights", () => {
    const { pod, container } = findPod(file);
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 65532,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(container.resources?.limits).toHaveProperty("memory");
    // A limit of CPU makes a process of a second last ten.
    expect(container.resources?.limits).not.toHaveProperty("cpu");
  });

  it("takes secrets from a Secret alone, and mounts what it names", () => {
    const { pod, container } = findPod(file);
    expect(container.envFrom?.map(({ secretRef }) => secretRef?.name)).toHaveLength(1);
    expect((container.env ?? []).map(({ name }) => name).filter((name) => name !== "OWCONF_URL")).toEqual([]);
    expect(container.volumeMounts?.map(({ name }) => name)).toEqual(pod.volumes?.map(({ name }) => name));
    const [mount] = container.volumeMounts ?? [];
    expect(mount?.readOnly).toBe(true);
    expect(container.args?.[1]?.startsWith(mount?.mountPath ?? "none")).toBe(true);
  });

  it("does what a failure policy needs, and names its container", () => {
    const { pod, container } = findPod(file);
    const job = findJob(file);
    expect(pod.restartPolicy).toBe("Never");
    const names = job.podFailurePolicy?.rules.flatMap(({ onExitCodes: on }) =>
      on ? [on.containerName] : [],
    );
    expect(names).toEqual([container.name]);
    expect(job.activeDeadlineSeconds).toBeGreaterThan(0);
  });

  it("tries again only when the server is away", () => {
    const final = file === "fleet-job.yaml" ? "FailIndex" : "FailJob";
    const actions = [0, 1, 2, 3, 4, 5, 6, 7].map((code) => judgeExit(file, code));
    expect(actions).toEqual(["Complete", final, final, final, undefined, final, final, final]);
  });
});

describe("what the manifests run", () => {
  it.each([
    ["drift-cronjob.yaml", [2, 2], "FailJob"],
    ["apply-job.yaml", [0, 0], "Complete"],
  ])("%s ends as it should, twice", (file, codes, outcome) =>
    onStage({}, ({ server }) =>
      inWorkplace(async ({ write, run, folder: place }) => {
        write("owconf.yaml", "version: 1\nadminConfig: { SHOW_ADMIN_DETAILS: false }\n");
        const args = (findPod(file).container.args ?? []).map((one) => one.replace("/etc/owconf", place));
        const ended: (number | null)[] = [];
        for (const _ of codes) {
          const { exitCode } = await run(
            ["-c", 'owconf "$@"', "owconf", ...args],
            environmentFor(server.url),
          );
          ended.push(exitCode);
        }
        expect(ended).toEqual(codes);
        expect(judgeExit(file, codes[0] ?? -1)).toBe(outcome);
      }),
    ),
  );
});

it("plans each part of the fleet in the pod whose part it is", () =>
  onStage({}, ({ server }) =>
    inWorkplace(async ({ write, run, folder: place }) => {
      mkdirSync(join(place, "fleet"));
      const names = Array.from({ length: 11 }, (_, n) => `${String(n).padStart(2, "0")}.yaml`);
      for (const name of names) {
        write(
          `fleet/${name}`,
          `version: 1\nserver: { url: "${server.url}" }\nadminConfig: { ENABLE_CHANNELS: false }\n`,
        );
      }
      const args = (findPod("fleet-job.yaml").container.args ?? []).map((one) =>
        one.replace("/etc/owconf", place),
      );
      const parts: string[] = [];
      for (let index = 0; index < 10; index++) {
        const env = { OWCONF_TOKEN: server.issueToken(), JOB_COMPLETION_INDEX: String(index) };
        const { exitCode, log } = await run(["-c", 'owconf "$@"', "owconf", ...args], env);
        expect(exitCode).toBe(0);
        parts.push(...[...log.matchAll(/fleet\/(\d\d\.yaml)\): in sync/g)].map(([, name = ""]) => name));
      }
      expect(parts.toSorted()).toEqual(names);
    }),
  ));

it("makes the hook anew each time, as a Job's template cannot be changed", () => {
  expect(read("apply-job.yaml").metadata.annotations).toEqual({
    "argocd.argoproj.io/hook": "PostSync",
    "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation",
    "helm.sh/hook": "post-install,post-upgrade",
    "helm.sh/hook-delete-policy": "before-hook-creation",
  });
  // It would be gone before anybody could read its log.
  expect(findJob("apply-job.yaml").ttlSecondsAfterFinished).toBeUndefined();
});

it("gives each pod of the fleet a part of its own", () => {
  const job = findJob("fleet-job.yaml");
  const { args = [] } = findPod("fleet-job.yaml").container;
  expect(job).toMatchObject({ completionMode: "Indexed", backoffLimitPerIndex: 1 });
  expect(args[args.indexOf("--shard") + 1]).toBe(String(job.completions));
  expect(job.parallelism).toBe(job.completions);
  // One drifted part would end the others.
  expect(job.backoffLimit).toBeUndefined();
});
