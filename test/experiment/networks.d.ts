interface Network {
  readonly side: number;
  readonly width: number;
  readonly stages: readonly number[];
}

export const NETWORKS: Readonly<Record<string, Network>>;
export function networkOnnx(network: Network): Uint8Array;
