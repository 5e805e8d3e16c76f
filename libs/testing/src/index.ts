export { eventually, type Patience, until } from './eventually';
export { freePort, freePorts } from './free-ports';
export { TcpProxy } from './tcp-proxy';
