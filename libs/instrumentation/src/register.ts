// First import of every main.ts: signals are heeded and tracing has begun before anything else is loaded.
import './bootstrap/source-maps';
import './bootstrap/heed-termination';
import { basename, dirname } from 'node:path';
import { readBuild } from './config/build';
import { telemetryServiceName } from './config/telemetry-env';
import { startTracing } from './tracing/start-tracing';

// services/orders/dist/bundle.js → orders
const folderName = (): string => basename(dirname(dirname(process.argv[1] ?? '/unknown/dist/bundle.js')));

startTracing(telemetryServiceName() ?? folderName(), readBuild());
