import { setSourceMapsSupport } from 'node:module';

// Our own stacks name lines of TypeScript. --enable-source-maps would also read the maps of every dependency, a tenth of a start.
setSourceMapsSupport(true, { nodeModules: false });
