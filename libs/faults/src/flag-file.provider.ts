import type { EvaluationContext, FlagMetadata, JsonValue, Logger } from '@openfeature/core';
import { FlagdCore } from '@openfeature/flagd-core';
import type { Provider, ResolutionDetails } from '@openfeature/server-sdk';

const ignore = (): void => undefined;
/** What the SDK logs names the flag. */
export const SILENT: Logger = { error: ignore, warn: ignore, info: ignore, debug: ignore };

/** An OpenFeature provider of flags in flagd's file format, evaluated in this process. */
export class FlagFileProvider implements Provider {
  readonly metadata = { name: 'flag file' };
  readonly runsOn = 'server';
  readonly #flags = new FlagdCore(undefined, SILENT);

  /** Replaces all flags by those of a file; throws where it is none. */
  load(text: string): void {
    this.#flags.setConfigurations(text);
  }

  get keys(): readonly string[] {
    return [...this.#flags.getFlags().keys()];
  }

  /** Of the file as a whole. */
  get fileMetadata(): FlagMetadata {
    return this.#flags.getFlagSetMetadata();
  }

  resolveBooleanEvaluation(
    key: string,
    otherwise: boolean,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<boolean>> {
    return Promise.resolve(this.#flags.resolveBooleanEvaluation(key, otherwise, context));
  }

  resolveStringEvaluation(
    key: string,
    otherwise: string,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<string>> {
    return Promise.resolve(this.#flags.resolveStringEvaluation(key, otherwise, context));
  }

  resolveNumberEvaluation(
    key: string,
    otherwise: number,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<number>> {
    return Promise.resolve(this.#flags.resolveNumberEvaluation(key, otherwise, context));
  }

  resolveObjectEvaluation<T extends JsonValue>(
    key: string,
    otherwise: T,
    context: EvaluationContext,
  ): Promise<ResolutionDetails<T>> {
    return Promise.resolve(this.#flags.resolveObjectEvaluation(key, otherwise, context));
  }
}
