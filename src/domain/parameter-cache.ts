import type { NodeGroup } from './scenario.ts';

/**
 * Which models an accelerator's parameter cache holds together: a key for each model, equal for two models exactly
 * when a change between them loads nothing. Models compiled together stay in the cache side by side as long as all of
 * those present fit; when they do not, or when a size was never measured, each is loaded for itself.
 *
 * @param models present on the accelerator, each once
 * @param parametersOf bytes of a model's parameters; `null` when not measured
 */
export function cacheKeys(
  { compiledTogether = [], parameterCache = null }: Pick<NodeGroup, 'compiledTogether' | 'parameterCache'>,
  models: readonly string[],
  parametersOf: (model: string) => number | null,
): readonly string[] {
  const keys = new Map(models.map((model) => [model, model]));
  for (const together of compiledTogether) {
    const present = models.filter((model) => together.includes(model));
    const bytes = present.reduce((sum, model) => sum + (parametersOf(model) ?? Number.POSITIVE_INFINITY), 0);
    if (parameterCache === null || !(bytes <= parameterCache)) continue;
    for (const model of present) keys.set(model, present.join('+'));
  }
  return models.map((model) => keys.get(model) as string);
}
