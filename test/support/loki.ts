const LIMIT_MS = 30_000;

/** How many records a selector finds that were logged since then. */
export const countRecords = async (loki: string, selector: string, since: Date): Promise<number> => {
  const seconds = Math.ceil((Date.now() - since.getTime()) / 1000);
  const query = `sum(count_over_time(${selector} [${seconds}s]))`;
  const response = await fetch(`${loki}/loki/api/v1/query?${new URLSearchParams({ query }).toString()}`, {
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  if (!response.ok) throw new Error(`Loki answers ${response.status}: ${await response.text()}`);
  const { data } = (await response.json()) as { data: { result: readonly { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? 0);
};
