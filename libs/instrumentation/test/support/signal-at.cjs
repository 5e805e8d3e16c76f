// Signals this process when its start reaches PHASE, and waits there for the signal to arrive.
const { kill, pid, env } = process;
const Module = require('node:module');
const { Server } = require('node:net');

const send = () => {
  process.send('signalled');
  process.disconnect();
  kill(pid, env.SIGNAL);
};

// what is loaded first in each phase of a start
const LOADED = { tracing: 'sdk-node', config: 'load-config' }[env.PHASE];
const load = Module._load;
let isSent = false;
Module._load = function (request, ...rest) {
  if (!isSent && LOADED !== undefined && request.includes(LOADED)) {
    isSent = true;
    send();
  }
  return load.call(this, request, ...rest);
};

if (env.PHASE === 'build') {
  // once Nest resolves the app's modules; `ready` of Fastify comes after it
  const { NestFactory } = require('@nestjs/core');
  const create = NestFactory.create;
  NestFactory.create = function (...args) {
    send();
    return create.apply(this, args);
  };
}
if (env.PHASE === 'listen') {
  const listen = Server.prototype.listen;
  Server.prototype.listen = function (...args) {
    send();
    return listen.apply(this, args);
  };
}
