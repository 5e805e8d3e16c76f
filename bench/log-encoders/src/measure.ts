/** One contender's turns: work that is repeated, and what to do between turns. */
export interface Contender {
  readonly work: (n: number) => void;
  readonly afterTurn: () => void;
}

const TURN_MS = 30;
const WARM_UP_MS = 400;
const NS_PER_US = 1000;
const US_PER_MS = 1000;

/** CPU time of all threads, so that garbage collection and compilation count, and other processes do not. */
const cpuMicros = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

const nanosPerCall = ({ work, afterTurn }: Contender, calls: number): number => {
  const before = cpuMicros();
  for (let n = 0; n < calls; n += 1) work(n);
  const spent = cpuMicros() - before;
  afterTurn();
  return (spent * NS_PER_US) / calls;
};

/** How many calls fill a turn, once the code is compiled. */
const callsPerTurn = (contender: Contender): number => {
  let calls = 1;
  let spentMs = 0;
  const until = performance.now() + WARM_UP_MS;
  while (performance.now() < until || spentMs < TURN_MS / 2) {
    spentMs = (nanosPerCall(contender, calls) * calls) / (NS_PER_US * US_PER_MS);
    if (spentMs < TURN_MS / 2) calls *= 2;
  }
  return calls;
};

/** In turns, since what disturbs the machine for a while then disturbs all alike; whoever is first is last the next time. */
export const measureInTurns = <Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  rounds: number,
): Record<Name, number[]> => {
  const names = Object.keys(contenders) as Name[];
  const calls = new Map(names.map((name) => [name, callsPerTurn(contenders[name])]));
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      results[name].push(nanosPerCall(contenders[name], calls.get(name) ?? 1));
    }
  }
  return results;
};
