import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A mail as it arrived. */
interface Mail {
  /** What the client logged in with: user and password. */
  readonly login: readonly string[];
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body, as sent. */
  readonly text: string;
}

const addressIn = (line: string): string => /<([^>]*)>/.exec(line)?.[1] ?? '';

/** Stands for an SMTP server that wants a login, as far as one client needs it (RFC 5321, AUTH PLAIN of RFC 4954). */
export class SmtpRecorder {
  readonly mails: Mail[] = [];
  readonly #server = createServer((socket) => {
    void this.#serve(socket);
  });

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
  }

  async #serve(socket: Socket): Promise<void> {
    const say = (line: string): boolean => socket.write(`${line}\r\n`);
    let mail = { login: [] as string[], from: '', to: [] as string[], text: '' };
    let isText = false;
    say('220 recorder');
    for await (const line of createInterface({ input: socket })) {
      if (isText && line !== '.') mail.text += `${line}\n`;
      else if (isText) {
        isText = false;
        this.mails.push(mail);
        mail = { ...mail, from: '', to: [], text: '' };
        say('250 kept');
      } else if (line.startsWith('EHLO')) socket.write('250-recorder\r\n250 AUTH PLAIN\r\n');
      else if (line.startsWith('AUTH PLAIN ')) {
        const [, ...login] = Buffer.from(line.slice(11), 'base64').toString().split('\0');
        mail = { ...mail, login };
        say('235 welcome');
      } else if (line.startsWith('MAIL')) {
        mail = { ...mail, from: addressIn(line) };
        say('250 ok');
      } else if (line.startsWith('RCPT')) {
        mail.to.push(addressIn(line));
        say('250 ok');
      } else if (line === 'DATA') {
        isText = true;
        say('354 go on');
      } else if (line === 'QUIT') {
        say('221 bye');
        socket.end();
      } else say('502 unknown');
    }
  }
}
