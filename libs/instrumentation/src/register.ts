// First import of every main.ts: hooks can only be put on pg and ioredis before these are loaded.
import { basename, dirname } from 'node:path';
import { telemetryServiceName } from './config/telemetry-env';
import { startTracing } from './tracing/start-tracing';

// services/orders/dist/main.js → orders
const folderName = (): string => basename(dirname(dirname(process.argv[1] ?? '/unknown/dist/main.js')));

startTracing(telemetryServiceName() ?? folderName());
