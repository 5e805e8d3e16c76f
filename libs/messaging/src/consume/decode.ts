import { Envelope, type MessageContract } from '@lab/contracts';
import type { MessageHandler } from './consumes.decorator';
import { issuesOf } from './issues';

/** A contract and who handles it. */
export interface Route {
  readonly contract: MessageContract;
  readonly handler: MessageHandler<unknown>;
}

/** Why a message cannot even be given to a handler; trying again would not help. */
export type UnreadableReason =
  'too_large' | 'undecodable' | 'not_an_envelope' | 'unknown_message' | 'wrong_version' | 'invalid_body';

/** A checked envelope and who handles it. */
export interface Readable {
  readonly envelope: Envelope;
  readonly route: Route;
}

export type Decoded =
  Readable | { readonly unreadable: UnreadableReason; readonly detail: string; readonly name?: string };

const MAX_NAME_CHARS = 100;

/** Bytes to a checked envelope and its handler, or the reason why not. `name` is given once it is known to be one of ours. */
export const decode = (content: Buffer, routes: readonly Route[], maxBytes: number): Decoded => {
  if (content.length > maxBytes) {
    return { unreadable: 'too_large', detail: `${content.length} bytes, at most ${maxBytes} are taken` };
  }
  const parsed = parseJson(content);
  if ('error' in parsed) return { unreadable: 'undecodable', detail: parsed.error };
  const envelope = Envelope.safeParse(parsed.value);
  if (!envelope.success) return { unreadable: 'not_an_envelope', detail: issuesOf(envelope.error) };
  return decodeBody(envelope.data, routes);
};

const decodeBody = (envelope: Envelope, routes: readonly Route[]): Decoded => {
  const { name, version } = envelope;
  const named = routes.filter(({ contract }) => contract.name === name);
  if (named.length === 0)
    return { unreadable: 'unknown_message', detail: `no handler for ${name.slice(0, MAX_NAME_CHARS)}` };
  const route = named.find(({ contract }) => contract.version === version);
  if (route === undefined) {
    const known = named.map(({ contract }) => contract.version).join(', ');
    return { unreadable: 'wrong_version', detail: `version ${version} of ${name}, handled: ${known}`, name };
  }
  const body = route.contract.body.safeParse(envelope.body);
  if (!body.success) return { unreadable: 'invalid_body', detail: issuesOf(body.error), name };
  return { envelope: { ...envelope, body: body.data }, route };
};

// fatal: invalid UTF-8 would otherwise become U+FFFD silently and be handled as if they had been sent
const utf8 = new TextDecoder('utf-8', { fatal: true });

const parseJson = (content: Buffer): { value: unknown } | { error: string } => {
  try {
    return { value: JSON.parse(utf8.decode(content)) };
  } catch (error) {
    // its class alone: V8's message quotes the text
    return { error: error instanceof Error ? error.name : 'not JSON' };
  }
};
