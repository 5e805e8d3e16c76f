import { z } from 'zod';

// What the lab reads of the Compose format. A key that is listed nowhere here is refused by its name: half obeyed, it would
// make the two engines run different labs (ADR 0005).
const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const words = z.union([z.string(), z.array(scalar)]);

/** Keys that say how the container is made, watched and confined: natively they have no meaning and are left unread. */
function forDocker<const K extends string>(keys: readonly K[]): Record<K, z.ZodOptional<z.ZodUnknown>> {
  return Object.fromEntries(keys.map((key) => [key, z.unknown().optional()])) as Record<
    K,
    z.ZodOptional<z.ZodUnknown>
  >;
}

const PlainRecipe = z.strictObject({
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
  /** The target of the mount that stands for the directory with the logs of all services. */
  logs: z.string().optional(),
});

export const Recipe = PlainRecipe.extend({
  /** A fallback program that does the same work where this one is not available. */
  fallback: PlainRecipe.optional(),
});

/** Replaces a recipe for services that run in a container only. */
export const ContainerOnly = z.strictObject({
  /** Why, and what to use natively. */
  why: z.string(),
  /** As a recipe's. */
  url: z.string().optional(),
});

const dependency = z.strictObject({
  condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']),
  required: z.boolean().default(true),
});

const longPort = z.strictObject({
  target: z.coerce.number().int(),
  published: scalar.optional(),
  host_ip: z.string().optional(),
  protocol: z.literal('tcp').optional(),
  ...forDocker(['mode', 'name', 'app_protocol']),
});

const longMount = z.strictObject({
  type: z.enum(['bind', 'volume', 'tmpfs']),
  source: z.string().optional(),
  target: z.string(),
  ...forDocker(['read_only', 'bind', 'tmpfs']),
});

/** Whatever else a logging driver has is its own. */
const logging = z.looseObject({
  options: z.looseObject({ 'max-size': scalar.optional(), 'max-file': scalar.optional() }).default({}),
});

const FOR_DOCKER = forDocker([
  ...['healthcheck', 'labels', 'container_name', 'hostname', 'networks', 'pull_policy', 'platform'],
  ...[
    'user',
    'read_only',
    'cap_add',
    'cap_drop',
    'security_opt',
    'init',
    'ulimits',
    'pids_limit',
    'oom_score_adj',
  ],
  ...[
    'cpus',
    'mem_limit',
    'mem_reservation',
    'memswap_limit',
    'shm_size',
    'deploy',
    'stdin_open',
    'tty',
    'expose',
  ],
]);

export const Service = z.strictObject(
  {
    image: z.string().optional(),
    build: z.unknown().optional(),
    entrypoint: words.nullish(),
    command: words.nullish(),
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
    logging: logging.nullish(),
    'x-handover': z.string().optional(),
    'x-native': Recipe.optional(),
    'x-container-only': ContainerOnly.optional(),
    ...FOR_DOCKER,
    // Left to Docker as well, and read for the readiness review.
    mem_limit: scalar.optional(),
  },
  { error: refusal },
);
export type RawService = z.infer<typeof Service>;

/** What a layer may change of a service that is described below it: where it finds others. */
export const Change = z
  .strictObject(
    { environment: Service.shape.environment, depends_on: Service.shape.depends_on },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `unsupported key ${issue.keys.join(', ')}: a layer changes environment and depends_on only`
          : undefined,
    },
  )
  .transform((change) => Service.parse(change));

function refusal(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  return `unsupported key ${issue.keys.join(', ')}: the native engine would ignore it (docs/adr/0005-one-compose-model.md)`;
}

const include = z.union([
  z.string(),
  z.strictObject({
    path: z.union([z.string(), z.array(z.string())]),
    project_directory: z.string().optional(),
    env_file: z.union([z.string(), z.array(z.string())]).optional(),
  }),
]);

const TOP_LEVEL_FOR_DOCKER = forDocker(['version', 'name', 'networks', 'volumes']);

/** Beside these, `x-…` for anchors, as in every Compose file. */
export const ComposeFile = z
  .looseObject({
    include: z.array(include).nullish(),
    // One by one later, so that an error can say which of them it is about.
    services: z.record(z.string(), z.unknown()).nullish(),
    ...TOP_LEVEL_FOR_DOCKER,
  })
  .superRefine((file, context) => {
    const read = ['include', 'services', ...Object.keys(TOP_LEVEL_FOR_DOCKER)];
    for (const key of Object.keys(file))
      if (!read.includes(key) && !key.startsWith('x-'))
        context.addIssue({ code: 'custom', path: [key], message: 'unsupported key' });
  });
