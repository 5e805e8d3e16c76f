export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (json: unknown): json is JsonRecord =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

export const listIn = (json: JsonRecord, ...keys: readonly string[]): readonly unknown[] => {
  for (const key of keys) {
    const value = json[key];
    if (Array.isArray(value)) return value;
  }
  return [];
};

export const recordsIn = (json: JsonRecord, ...keys: readonly string[]): readonly JsonRecord[] =>
  listIn(json, ...keys).filter(isRecord);
