import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PodLogsFiles {
  readonly configFile: string;
  readonly logFile: string;
}

export function podLogsFiles(dataDir: string): PodLogsFiles {
  return { configFile: join(dataDir, 'kwok-pod-logs.json'), logFile: join(dataDir, 'pod.log') };
}

/** CRI format, as a kubelet's log files have: time, stream, flag, text. */
const LINE = '2026-01-01T00:00:00.000000000Z stdout F (simulated pod: its containers do not run and print nothing)\n';

/** Lets `kubectl logs` succeed, which scripts call for diagnosis, with a line that says why there is nothing to see. */
export async function preparePodLogs(dataDir: string): Promise<void> {
  const { configFile, logFile } = podLogsFiles(dataDir);
  const config = {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'ClusterLogs',
    metadata: { name: 'simulated-pods' },
    spec: { logs: [{ logsFile: logFile, follow: false }] },
  };
  await writeFile(logFile, LINE);
  await writeFile(configFile, JSON.stringify(config));
}
