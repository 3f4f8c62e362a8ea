import { ExitCode } from '../exit-codes.ts';
import type { CatalogueEntry } from './entry.ts';

/** Of the command line, Temporal, the background process and the embedded servers. */
export const machineCodes = {
  'Client.Usage': {
    means: 'Something on the command line or in the environment cannot be used. Nothing was started.',
    because: 'An option is mistyped, a value is out of range, or two options contradict each other.',
    fix: [
      'see what a command takes: muster COMMAND --help',
      'see what holds and where it was made: muster config explain',
    ],
    exitCode: ExitCode.Usage,
  },
  'Client.Unexpected': {
    means: 'Something happened that muster does not know.',
    because: 'A defect of muster. What is known of it was written into the file that the message names.',
    fix: ['report it with that file; it holds no environment variables'],
    exitCode: ExitCode.Environment,
  },
  'Config.Invalid': {
    means: 'The configuration file holds something that cannot be used; the message names file, line and column.',
    because: 'A key is mistyped, a value has the wrong type, or it is no YAML.',
    fix: ['mend it, or do without: --no-config', 'every key: docs/reference/configuration.md'],
    exitCode: ExitCode.Usage,
  },
  'Config.Unusable': {
    means: 'The configuration file cannot be read, or there are two of which one would have to be chosen.',
    because: 'It is missing, not readable, too large, or beside another of them.',
    fix: ['name one: --config FILE', 'or do without: --no-config'],
    exitCode: ExitCode.Usage,
  },
  'Temporal.NoneKnown': {
    means: 'Nothing has been run on this machine yet, and no other Temporal is configured.',
    because: 'Commands that only look start no servers for the first time.',
    fix: ['start a run: muster run DIR', 'or name the server: TEMPORAL_ADDRESS=HOST:PORT'],
    exitCode: ExitCode.Usage,
  },
  'Temporal.Unreachable': {
    means: 'Temporal does not answer.',
    because: 'The address is wrong, TLS is missing or not expected, the server is down, or a firewall lies between.',
    fix: ['check TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_*', 'see all that is missing: muster doctor'],
    exitCode: ExitCode.Environment,
  },
  'Temporal.Refused': {
    means: 'Temporal does not accept the credentials.',
    because: 'The API key or certificate is missing, has expired, or belongs to another namespace.',
    fix: ['check TEMPORAL_API_KEY, TEMPORAL_TLS_* and TEMPORAL_NAMESPACE'],
    exitCode: ExitCode.Environment,
  },
  'Temporal.NoNamespace': {
    means: 'Temporal has no namespace of that name.',
    because: 'It is mistyped, or was never created on this server.',
    fix: ['name another one: --temporal-namespace NAME', 'or create it: temporal operator namespace create -n NAME'],
    exitCode: ExitCode.Environment,
  },
  'Local.Busy': {
    means: 'The background process is of another version of muster and has work.',
    because: 'It was started before an update; while a run is open it is not replaced.',
    fix: ['wait for its runs, or cancel them: muster list --open', 'then: muster down'],
    exitCode: ExitCode.Environment,
  },
  'Local.StartFailed': {
    means: 'A process of the local servers did not come up.',
    because: 'A full disk, no memory, a port that was taken, or a file of it that is broken.',
    fix: ['see the last lines of its log below the state directory: logs/', 'start it anew: muster down && muster up'],
    exitCode: ExitCode.Environment,
  },
  'Local.Stopping': {
    means: 'The background process is about to end.',
    because: '`muster down`, or the command that it belongs to has ended.',
    fix: ['try again in a moment'],
    exitCode: ExitCode.Environment,
  },
  'Local.Timeout': {
    means: 'The background process does not answer or does not end in time.',
    because: 'The machine is overloaded or asleep, or the process hangs.',
    fix: ['see logs/background.log below the state directory', 'end it: muster down'],
    exitCode: ExitCode.Environment,
  },
  'Local.ShortPath': {
    means: "No path is short enough for the background process's socket.",
    because: 'Systems allow about 100 bytes for it; the state directory and the temporary one are both deeper.',
    fix: ['set XDG_STATE_HOME or TMPDIR to a shorter path'],
    exitCode: ExitCode.Environment,
  },
  'Local.Unsafe': {
    means: 'A directory that holds secrets belongs to somebody else.',
    because: 'Another user of this machine made it, or it is no directory.',
    fix: ['remove it, or choose another state directory: XDG_STATE_HOME'],
    exitCode: ExitCode.Environment,
  },
  'Embedded.StartFailed': {
    means: 'An embedded server did not come up.',
    because: 'A full disk, no memory, or ports that were taken meanwhile; the message holds the last lines of its log.',
    fix: ['try again; to begin with empty servers: muster down --purge'],
    exitCode: ExitCode.Environment,
  },
  'Embedded.BinaryMissing': {
    means: 'A program of the embedded servers is not there and could not be fetched or built.',
    because: 'The vendors cannot be reached from here, and Go is missing or too old.',
    fix: ['a network that reaches the vendors, or Go on PATH, or KUBEBUILDER_ASSETS=DIR', 'see each: muster doctor'],
    exitCode: ExitCode.Environment,
  },
  'Embedded.ChecksumMismatch': {
    means: 'A download is not what its vendor publishes. It was thrown away.',
    because: 'A proxy or mirror answered with something else, or the transfer was damaged.',
    fix: ['try again; behind a proxy, check what it answers', 'or use programs that are there: KUBEBUILDER_ASSETS=DIR'],
    exitCode: ExitCode.Environment,
  },
  'Embedded.BuildFailed': {
    means: 'Go could not build the embedded servers.',
    because: 'No module proxy, no memory or disk (about 8 GB), or another process holds the cache.',
    fix: ['the message holds the last lines of Go; check GOPROXY, memory and disk, then try again'],
    exitCode: ExitCode.Environment,
  },
  'Embedded.Unsupported': {
    means: 'The embedded servers do not run on this system.',
    because: 'They run on Linux and macOS.',
    fix: ['on Windows, use WSL2; or name a cluster and a Temporal of your own'],
    exitCode: ExitCode.Environment,
  },
} as const satisfies Readonly<Record<string, CatalogueEntry>>;
