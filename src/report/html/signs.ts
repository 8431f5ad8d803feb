/** How something stands, as a sign and a word: the colour beside them adds nothing that they do not say. */

import type { SloStanding } from '../../domain/standing.ts';
import { percent } from '../numbers.ts';
import { type Html, html } from './escape.ts';

export type Tone = 'good' | 'tight' | 'bad' | 'idle';

export const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', tight: '!', bad: '✗', idle: '–' };

/** An SLO with less of its limit unused than this is tight. */
export const TIGHT_SLACK = 0.1;

export function signed(tone: Tone, text: string | Html): Html {
  return html`<span class="signed ${tone}"><span class="sign" aria-hidden="true">${SIGNS[tone]}</span> ${text}</span>`;
}

export function toneOf({ response, slack }: SloStanding): Tone {
  if (response === null || slack < 0) return 'bad';
  return slack < TIGHT_SLACK ? 'tight' : 'good';
}

/** `57 % to spare`, `tight, 3 % to spare`, `broken by 12 %`, `no finite response time`. */
export function slackWords(standing: SloStanding): string {
  const { response, slack } = standing;
  if (response === null) return 'no finite response time';
  if (slack < 0) return `broken by ${slack > -0.005 ? 'less than 1 %' : percent(-slack)}`;
  const spare = `${percent(slack)} to spare`;
  return toneOf(standing) === 'tight' ? `tight, ${spare}` : spare;
}
