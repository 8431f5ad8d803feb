/** One thing that `edge-plan doctor` looked at. */
export interface HealthCheck {
  readonly name: string;
  readonly isSound: boolean;
  /** What was found, in a phrase. */
  readonly found: string;
  /** What to do; `null` where it is sound. */
  readonly remedy: string | null;
}
