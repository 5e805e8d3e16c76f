// Replaces cAdvisor on the native engine: the same metrics, from each service's processes. The lab runs it as a service
// (`LISTEN=127.0.0.1:8085 node main.ts`), whose mark says where the lab's state is.
import { createServer } from 'node:http';
import { MARK_VARIABLE } from '../../../process/service-processes.ts';
import { expose } from './exposition.ts';
import { UsageReader } from './read-usages.ts';

const [stateDir, service] = process.env[MARK_VARIABLE]?.split('#') ?? [];
const [host, port] = process.env['LISTEN']?.split(':') ?? [];
if (!stateDir || !service || !host || !port)
  throw new Error(`LISTEN and ${MARK_VARIABLE} must be set (lab up sets them)`);

const reader = new UsageReader(stateDir);

createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok');
  if (request.url !== '/metrics') return response.writeHead(404).end();
  response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8');
  return response.end(expose(reader.read()));
}).listen(Number(port), host);
process.once('SIGTERM', () => process.exit(0));
