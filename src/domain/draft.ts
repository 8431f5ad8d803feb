/** A scenario that is being written by questions: its values as the person wrote them, each of which was read once. */

export interface DraftNodes {
  readonly device: string;
  readonly count: number;
  /** A size such as `4 GiB`; `null`: what is known of the device. */
  readonly memory: string | null;
  readonly cores: number | null;
}

export interface DraftInventory {
  /** As the scenario names it: from its own folder. */
  readonly file: string;
  /** A table of what the dump says and which device that is; `null`: none. */
  readonly devices: string | null;
}

export interface DraftApp {
  readonly app: string;
  readonly count: number;
  readonly model: string;
  /** Such as `5 /s`. */
  readonly rate: string;
  /** Such as `p95 <= 200 ms`. */
  readonly slo: string;
  readonly preprocess: string | null;
  readonly memory: string | null;
  readonly sharing: 'model' | 'none' | null;
}

export interface Draft {
  readonly nodes: readonly DraftNodes[];
  readonly inventory: DraftInventory | null;
  /** Such as `10 ms`. */
  readonly network: string;
  readonly apps: readonly DraftApp[];
}
