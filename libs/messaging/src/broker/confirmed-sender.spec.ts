import { EventEmitter } from 'node:events';
import { type ConfirmChannel, IllegalOperationError } from 'amqplib';
import { ConfirmedSender, type OutgoingMessage } from './confirmed-sender';

const LIMITS = { publishTimeoutMs: 1000, maxPendingPublishes: 3 };
const message = (messageId: string, routingKey = 'tests.thing-tested'): OutgoingMessage => ({
  exchange: 'e',
  routingKey,
  content: Buffer.from(messageId),
  properties: { messageId },
});

/** Takes publishes and confirms them when told. */
class FakeChannel extends EventEmitter {
  readonly written: { id: string; options: object; confirm: (error: Error | null) => void }[] = [];
  hasRoom = true;
  isClosed = false;

  publish(
    _exchange: string,
    _key: string,
    content: Buffer,
    options: object,
    confirm: (error: Error | null) => void,
  ): boolean {
    if (this.isClosed) throw new IllegalOperationError('Channel closed');
    this.written.push({ id: content.toString(), options, confirm });
    return this.hasRoom;
  }

  ids(): string[] {
    return this.written.map(({ id }) => id);
  }

  confirm(index: number, error: Error | null = null): void {
    this.written[index]?.confirm(error);
  }
}

describe('ConfirmedSender', () => {
  let channel: FakeChannel;
  let outlet: { channel: ConfirmChannel | undefined; isBlocked: boolean };
  let sender: ConfirmedSender;

  beforeEach(() => {
    jest.useFakeTimers();
    channel = new FakeChannel();
    outlet = { channel: channel as unknown as ConfirmChannel, isBlocked: false };
    sender = new ConfirmedSender(outlet, LIMITS);
    sender.attach(channel as unknown as ConfirmChannel);
  });
  afterEach(() => jest.useRealTimers());

  it('resolves on confirm, not before, and writes persistent and mandatory', async () => {
    let isSent = false;
    const sending = sender.send(message('a')).then(() => (isSent = true));
    await Promise.resolve();
    expect(isSent).toBe(false);
    channel.confirm(0);
    await sending;
    expect(channel.written[0]?.options).toEqual({ messageId: 'a', persistent: true, mandatory: true });
    expect(jest.getTimerCount()).toBe(0);
  });

  it('fails as unroutable what was returned, and only that', async () => {
    const [lost, other] = [sender.send(message('a')), sender.send(message('b'))];
    channel.emit('return', {
      fields: { exchange: 'e', routingKey: 'tests.thing-tested' },
      properties: { messageId: 'a' },
    });
    channel.confirm(0);
    channel.confirm(1);
    await expect(lost).rejects.toMatchObject({ code: 'messaging.unroutable' });
    await expect(other).resolves.toBeUndefined();
  });

  it('fails as nacked what the broker refuses, as disconnected what a lost channel leaves open', async () => {
    const [refused, open] = [sender.send(message('a')), sender.send(message('b'))];
    channel.confirm(0, new Error('message nacked'));
    channel.confirm(1, new Error('channel closed'));
    await expect(refused).rejects.toMatchObject({ code: 'messaging.nacked' });
    await expect(open).rejects.toMatchObject({ code: 'messaging.disconnected' });
  });

  it.each([
    [406, 40, 'messaging.refused'],
    [403, 40, 'messaging.denied'],
    [404, 40, 'messaging.disconnected'], // the exchange is gone: it says nothing of the message
    [406, 10, 'messaging.disconnected'], // a declaration
  ])('tells apart why the broker closed the channel: %d of method %d', async (code, methodId, expected) => {
    const open = sender.send(message('a'));
    channel.emit('error', Object.assign(new Error('closed by server'), { code, classId: 60, methodId }));
    channel.confirm(0, new Error('channel closed'));
    await expect(open).rejects.toMatchObject({ code: expected });
  });

  it('never writes what timed out while it waited, and takes up the rest in order', async () => {
    outlet.channel = undefined;
    const early = sender.send(message('early'));
    jest.advanceTimersByTime(600);
    const late = [sender.send(message('late-1')), sender.send(message('late-2'))];
    jest.advanceTimersByTime(400);
    await expect(early).rejects.toMatchObject({ code: 'messaging.disconnected' });
    outlet.channel = channel as unknown as ConfirmChannel;
    sender.resume();
    expect(channel.ids()).toEqual(['late-1', 'late-2']);
    channel.confirm(0);
    channel.confirm(1);
    await Promise.all(late);
  });

  it('stops writing while the socket is full, and goes on when it drained', () => {
    channel.hasRoom = false;
    void sender.send(message('a'));
    void sender.send(message('b'));
    expect(channel.ids()).toEqual(['a']);
    sender.resume();
    expect(channel.ids()).toEqual(['a', 'b']);
  });

  it('writes nothing while the broker refuses publishes', async () => {
    outlet.isBlocked = true;
    const sending = sender.send(message('a'));
    jest.advanceTimersByTime(1000);
    await expect(sending).rejects.toMatchObject({ code: 'messaging.timeout' });
    expect(channel.ids()).toEqual([]);
  });

  it('ignores a confirm that comes too late', async () => {
    const sending = sender.send(message('a'));
    jest.advanceTimersByTime(1000);
    await expect(sending).rejects.toMatchObject({ code: 'messaging.timeout' });
    channel.confirm(0);
    for (const id of ['b', 'c', 'd']) void sender.send(message(id));
    await expect(sender.send(message('e'))).rejects.toMatchObject({ code: 'messaging.busy' }); // not counted twice
  });

  it('refuses more than may wait, and takes some again when one is settled', async () => {
    const sending = ['a', 'b', 'c'].map((id) => sender.send(message(id)));
    await expect(sender.send(message('d'))).rejects.toMatchObject({ code: 'messaging.busy' });
    channel.confirm(0);
    await sending[0];
    void sender.send(message('e'));
    expect(channel.ids()).toEqual(['a', 'b', 'c', 'e']);
  });

  it('passes on what the client cannot encode, and frees its place', async () => {
    channel.publish = () => {
      throw new RangeError('headers too large');
    };
    for (const id of ['a', 'b', 'c', 'd']) await expect(sender.send(message(id))).rejects.toThrow(RangeError);
  });

  it('fails at once on a channel that closed this moment', async () => {
    channel.isClosed = true;
    await expect(sender.send(message('a'))).rejects.toMatchObject({ code: 'messaging.disconnected' });
  });
});
