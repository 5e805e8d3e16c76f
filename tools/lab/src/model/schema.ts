import { z } from 'zod';

// What the lab reads of the Compose format. Other keys (health checks, limits, capabilities …) are for Docker alone.
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const words = z.union([z.string(), z.array(scalar)]);

export const Recipe = z.strictObject({
  /** Resolved on PATH, in the program cache, or installed. */
  program: z.string(),
  /** The whole argument list, its first word a program; absent: the program with the container's command. */
  command: z.array(scalar).optional(),
  /** Over the container's environment; null takes a variable away. */
  environment: z.record(z.string(), scalar.nullable()).default({}),
  /** The user to run as when the lab runs as root. */
  user: z.string().optional(),
  /** Argument lists to run before each start; each must be harmless the second time. */
  prepare: z.array(z.array(scalar).min(1)).default([]),
  ready: z.union([z.strictObject({ http: z.string() }), z.strictObject({ tcp: z.string() })]).optional(),
  stop_signal: z.string().optional(),
  /** What it listens on natively and not in its container. */
  ports: z.array(scalar).default([]),
  /** The page or endpoint a person wants: `lab open`, `lab status`. */
  url: z.string().optional(),
});

const dependency = z.strictObject({
  condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
  required: z.boolean().default(true),
  restart: z.boolean().optional(),
});

const longPort = z.looseObject({
  target: z.coerce.number().int(),
  published: scalar.optional(),
  host_ip: z.string().optional(),
});

const longMount = z.looseObject({
  type: z.enum(['bind', 'volume', 'tmpfs']),
  source: z.string().optional(),
  target: z.string(),
  read_only: z.boolean().default(false),
});

/** Keys that would change what runs and that this reader does not follow: better refused than half obeyed. */
const unread = z.undefined({
  error: 'the lab does not read this key; use one that it reads (see docs/engines.md)',
});

export const Service = z.looseObject({
  image: z.string().optional(),
  build: z.unknown().optional(),
  command: words.nullish(),
  entrypoint: words.nullish(),
  environment: z.union([z.record(z.string(), scalar.nullable()), z.array(z.string())]).nullish(),
  ports: z.array(z.union([scalar, longPort])).nullish(),
  volumes: z.array(z.union([z.string(), longMount])).nullish(),
  tmpfs: z.union([z.string(), z.array(z.string())]).nullish(),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), dependency)]).nullish(),
  restart: z
    .string()
    .regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/)
    .default('no'),
  stop_signal: z.string().optional(),
  stop_grace_period: z.string().default('10s'), // Docker's own
  profiles: z.array(z.string()).nullish(),
  'x-native': Recipe.optional(),
  extends: unread.optional(),
  env_file: unread.optional(),
  secrets: unread.optional(),
  configs: unread.optional(),
  volumes_from: unread.optional(),
});
export type RawService = z.infer<typeof Service>;

const include = z.union([
  z.string(),
  z.strictObject({
    path: z.union([z.string(), z.array(z.string())]),
    project_directory: z.string().optional(),
    env_file: z.union([z.string(), z.array(z.string())]).optional(),
  }),
]);

export const ComposeFile = z.looseObject({
  name: z.string().optional(),
  include: z.array(include).nullish(),
  // One by one later, so that an error can say which of them it is about.
  services: z.record(z.string(), z.unknown()).nullish(),
  volumes: z.record(z.string(), z.unknown()).nullish(),
});
