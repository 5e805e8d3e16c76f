import { CannotListen, type DashServer, type ServerOptions, startServer } from '@lab/dash';
import { EnvironmentError } from '../../errors.ts';

/** Starts the page's server. Rejects with EnvironmentError where it cannot listen on the port. */
export async function startPage(options: ServerOptions): Promise<DashServer> {
  try {
    return await startServer(options);
  } catch (error) {
    if (!(error instanceof CannotListen)) throw error;
    throw new EnvironmentError(
      `${error.message}. Stop what uses it (perhaps another "lab dash"), set DASH_PORT in .env, or use --port (0: any free port)`,
      { cause: error },
    );
  }
}
