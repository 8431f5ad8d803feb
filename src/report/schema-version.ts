/** Version of every JSON document: it grows when a field is renamed, removed or changes its meaning, never when one is added. */
export const SCHEMA_VERSION = 1;
