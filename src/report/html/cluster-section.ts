/** The cluster as a map: a tile for each node, with how busy it is and how near its SLOs are to breaking. */

import type { NodePlan, Plan } from '../../domain/plan.ts';
import { groupOf, instanceName, type NodeGroup } from '../../domain/scenario.ts';
import { type SloStanding, standingsOn } from '../../domain/standing.ts';
import { counted } from '../../domain/text.ts';
import { grouped, memoryText, milliseconds, percent, size } from '../numbers.ts';
import { coordinate, type Html, html } from './escape.ts';
import { signed, slackWords, type Tone, toneOf } from './signs.ts';

/** Past this many nodes equal ones share a tile, and past this many tiles the rest is counted. */
const MOST_TILES = 60;
/** Applications named on one accelerator. */
const MOST_HOSTED = 6;

/** Nodes in one state; `plan` is `null` where nothing is on them. */
interface Tile {
  readonly group: NodeGroup;
  /** Global index of the first. */
  readonly first: number;
  readonly plan: NodePlan | null;
  readonly count: number;
}

export function clusterSection(plan: Plan): Html {
  const tiles = tilesOf(plan);
  const shown = tiles.slice(0, MOST_TILES);
  const hidden = tiles.slice(MOST_TILES).reduce((sum, { count }) => sum + count, 0);
  const rest = hidden === 0 ? null : html`<p class="rest">And ${counted(hidden, 'node')} in further states.</p>`;
  return html`<p>Each tile is a node${tiles.some(({ count }) => count > 1) ? ', or several in the same state' : ''}. The bar is how
busy an accelerator is, with a line at the limit of ${percent(plan.scenario.limits.utilization)}; below it the SLO
nearest to breaking: ${signed('good', 'a tenth of its limit or more to spare')}, ${signed('tight', 'less than a tenth')},
${signed('bad', 'broken')}, or ${signed('idle', 'idle')}.</p>
<ul class="map">
${shown.map((tile) => tileOf(plan, tile))}</ul>
${rest}`;
}

function tilesOf(plan: Plan): Tile[] {
  const singles = plan.nodes.map(
    (node, first): Tile => ({ group: groupOf(plan.scenario.nodes, first), first, plan: node, count: 1 }),
  );
  if (singles.length <= MOST_TILES) return singles;
  const merged = new Map<string, Tile>();
  for (const tile of singles) {
    const hosted = tile.plan?.tenancy.map((tenants) =>
      tenants.map(({ app, count }) => `${app.index}x${count}`).join(' '),
    );
    const key = `${tile.group.index}/${hosted?.join('|') ?? 'idle'}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? tile : { ...known, count: known.count + 1 });
  }
  return [...merged.values()];
}

function tileOf({ scenario }: Plan, { group, first, plan, count }: Tile): Html {
  const name = instanceName(scenario.nodes, first);
  const title = count === 1 ? name : `${grouped(count)} × ${group.name}`;
  const lines = Array.from({ length: group.accelerators }, (_, accelerator) =>
    acceleratorPart(plan, group, accelerator, scenario.limits.utilization),
  );
  const tone = worst(lines.map((line) => line.tone));
  const memory = memoryLine(plan, group);
  return html`<li class="tile ${tone}"><h3>${title}</h3><p class="kind">${group.device} · ${group.discipline}</p>
${lines.map((line) => line.part)}<p class="memory">${memory}${count === 1 ? '' : `; the first is ${name}`}</p></li>
`;
}

/** Of the node, then of its accelerators' own where they have some. */
function memoryLine(plan: NodePlan | null, group: NodeGroup): string {
  const sum = (part: 'node' | 'own') =>
    (plan?.memoryUses ?? []).reduce(
      (all, uses) => ({
        bytes: all.bytes + (uses[part]?.bytes ?? 0),
        unknown: all.unknown + (uses[part]?.unknown ?? 0),
      }),
      { bytes: 0, unknown: 0 },
    );
  const ofNode = `${memoryText(sum('node'))} of ${size(group.memory)} memory`;
  const { acceleratorMemory = null, accelerators } = group;
  if (acceleratorMemory === null) return ofNode;
  const whole = acceleratorMemory === 'unknown' ? 'unknown size' : size(accelerators * acceleratorMemory);
  return `${ofNode}; ${memoryText(sum('own'))} of ${whole} on the accelerators`;
}

function acceleratorPart(
  plan: NodePlan | null,
  group: NodeGroup,
  accelerator: number,
  limit: number,
): { tone: Tone; part: Html } {
  const label = group.accelerators === 1 ? '' : `accelerator ${accelerator}: `;
  const standings = plan === null ? [] : standingsOn(plan, accelerator);
  const [firstStanding, ...others] = standings;
  if (plan === null || firstStanding === undefined) {
    return { tone: 'idle', part: html`${bar(0, limit)}<p>${signed('idle', `${label}idle`)}</p>\n` };
  }
  const utilization = plan.answer.accelerators[accelerator]?.utilization ?? 0;
  const tightest = others.reduce((a, b) => (b.slack < a.slack ? b : a), firstStanding);
  const tone = toneOf(tightest);
  const part = html`${bar(utilization, limit)}<p class="busy">${label}${percent(utilization)} busy</p>
<p>${signed(tone, slackWords(tightest))}<span class="whose">${whose(tightest)}</span></p>
<p class="hosts">${hosts(plan, accelerator)}</p>
`;
  return { tone, part };
}

function whose({ app, response, value }: SloStanding): string {
  if (response === null) return app.name;
  return `${app.name}: ${app.slo.metric} ${milliseconds(value)} of ${milliseconds(app.slo.limit)}`;
}

function hosts(plan: NodePlan, accelerator: number): string {
  const tenants = plan.tenancy[accelerator] ?? [];
  const named = tenants
    .slice(0, MOST_HOSTED)
    .map(({ app, count }) => `${count === 1 ? '' : `${grouped(count)} × `}${app.name}`);
  const rest = tenants.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}

const BAR_WIDTH = 200;

/** The sign of a whole node is that of its worst accelerator. */
function bar(utilization: number, limit: number): Html {
  const width = coordinate(BAR_WIDTH * Math.min(1, utilization));
  const mark = coordinate(BAR_WIDTH * limit);
  return html`<svg class="bar" viewBox="0 0 ${BAR_WIDTH} 10" preserveAspectRatio="none" aria-hidden="true"><rect class="room" width="${BAR_WIDTH}" height="10"/><rect class="load" width="${width}" height="10"/><path class="mark" d="M${mark},0v10"/></svg>
`;
}

const ORDER: readonly Tone[] = ['bad', 'tight', 'good', 'idle'];

function worst(tones: readonly Tone[]): Tone {
  return ORDER.find((tone) => tones.includes(tone)) ?? 'idle';
}
