/** The objects that an export writes, with the fields that it writes: a Deployment and a Service for each workload. */

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
}

export interface Toleration {
  readonly key: string;
  readonly operator: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly imagePullPolicy: 'IfNotPresent';
  readonly env: readonly EnvironmentVariable[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly resources: {
    readonly requests: Readonly<Record<string, string>>;
    readonly limits: Readonly<Record<string, string>>;
  };
  readonly securityContext?: { readonly privileged: true };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface PodSpec {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly runtimeClassName?: string;
  readonly tolerations?: readonly Toleration[];
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly hostPath: { readonly path: string } }[];
}

export interface Deployment {
  readonly apiVersion: 'apps/v1';
  readonly kind: 'Deployment';
  readonly metadata: ObjectMetadata;
  readonly spec: {
    readonly replicas: 1;
    /** A rolling update would need a second free accelerator. */
    readonly strategy: { readonly type: 'Recreate' };
    readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
    readonly template: {
      readonly metadata: {
        readonly labels: Readonly<Record<string, string>>;
        readonly annotations: Readonly<Record<string, string>>;
      };
      readonly spec: PodSpec;
    };
  };
}

export interface Service {
  readonly apiVersion: 'v1';
  readonly kind: 'Service';
  readonly metadata: ObjectMetadata;
  readonly spec: {
    readonly selector: Readonly<Record<string, string>>;
    readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort: string }[];
  };
}

export type Manifest = Deployment | Service;

/** The manifests of one node of the plan. */
export interface NodeManifests {
  /** As the plan calls the node. */
  readonly node: string;
  readonly manifests: readonly Manifest[];
}

/** What a machine of the cluster offers; parts of one machine are added up. */
export interface Machine {
  readonly hostname: string;
  /** bytes */
  readonly memory: number;
  /** `null`: not known. */
  readonly cores: number | null;
  /** How many pods it takes; `null`: not known. */
  readonly pods: number | null;
  /** How many units of each extended resource pods may ask for; `null`: not known. */
  readonly resources: ReadonlyMap<string, number | null>;
}

/** Which image runs a workload, most particular row first; a field that is `null` fits everything. */
export interface ImageRow {
  readonly role: WorkloadRole | null;
  readonly app: string | null;
  readonly model: string | null;
  readonly device: string | null;
  readonly image: string;
}

export type WorkloadRole = 'frontend' | 'backend';

export interface ExportOptions {
  /** `null`: no images are known, and placeholders stand for them. */
  readonly images: readonly ImageRow[] | null;
  readonly namespace: string | null;
  readonly runtimeClass: string | null;
}

/** Everything that is exported of a plan, and what a person should know of it, one sentence each. */
export interface KubernetesExport {
  readonly nodes: readonly NodeManifests[];
  readonly machines: readonly Machine[];
  readonly notes: readonly string[];
}
