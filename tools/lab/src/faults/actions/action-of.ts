import { z } from 'zod';
import type { Engine } from '../../engines/engine.ts';
import type { Layer } from '../../engines/layers.ts';
import { EnvironmentError, messageOf, UsageError } from '../../errors.ts';
import { splitWords } from '../../model/split-words.ts';
import { ACTIONS, type ActionSpec } from './specs.ts';
import type { Fault } from '../fault.ts';

/** Something that can be done to a lab, read from its words. */
export interface Action {
  /** The words, for the journal. */
  readonly text: string;
  readonly fault: Fault;
  /** The layers that the lab must have: an experiment starts it with them, before its control run. */
  readonly needs: readonly Layer[];
  /** How long until it is in effect at the latest, and how long undoing it may take. */
  readonly activeWithinMs: number;
  readonly endWithinMs: number;
  /** Rejects with EnvironmentError (exit code 3) where this lab cannot do it. Ask before anything starts. */
  check(): Promise<void>;
}

/**
 * Reads `latency redis --from inventory --ms 200 --jitter 50`. UsageError for words that make no action; whether the lab can
 * do it is for `check` to say.
 */
export function actionOf(engine: Engine, text: string): Action {
  const [name, ...words] = splitWords(text);
  const spec = ACTIONS.find((each) => each.name === name);
  if (spec === undefined)
    throw new UsageError(
      `unknown action "${name ?? ''}"; available: ${ACTIONS.map((each) => each.name).join(', ')}`,
    );
  const { fault, layers } = made(engine, spec, words);
  return {
    text,
    fault,
    needs: layers,
    activeWithinMs: spec.activeWithinMs,
    endWithinMs: spec.endWithinMs,
    check: async () => {
      const reason = spec.engines[engine.name];
      if (reason !== true)
        throw new EnvironmentError(`${spec.name} is not possible on the ${engine.name} engine: ${reason}`);
      requireLayers(engine, spec.name, layers);
      await fault.check?.();
    },
  };
}

function made(engine: Engine, spec: ActionSpec, words: readonly string[]) {
  try {
    return { fault: spec.make(engine, argumentsOf(words)), layers: spec.needs ?? [] };
  } catch (error) {
    if (error instanceof z.ZodError)
      throw new UsageError(`${spec.name}: ${z.prettifyError(error)}\nUsage: ${spec.usage}`);
    if (error instanceof UsageError) throw new UsageError(`${spec.name}: ${messageOf(error)}`);
    throw error;
  }
}

/** Words, then options with a value each: `{ words: ['redis'], from: 'inventory', ms: '200' }`. */
function argumentsOf(words: readonly string[]): Record<string, unknown> {
  const options: Record<string, string> = {};
  const plain: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('--')) plain.push(word);
    else {
      at += 1;
      const value = words[at];
      if (value === undefined) throw new UsageError(`${word} needs a value`);
      options[word.slice(2)] = value;
    }
  }
  return { words: plain, ...options };
}

function requireLayers(engine: Engine, action: string, layers: readonly Layer[]): void {
  const has = engine.layers;
  const missing = layers.filter((layer) => !has.includes(layer));
  if (missing.length > 0)
    throw new EnvironmentError(
      `${action} needs a lab with ${missing.join(', ')}; run \`lab up --with ${missing.join(',')}\``,
    );
}
