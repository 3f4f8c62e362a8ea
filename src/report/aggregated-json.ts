import type { StuckNamespace } from '../shared/namespace.ts';
import type { RunReport } from '../shared/run-report.ts';
import { isoTime, scenarioJson, type ScenarioJson } from './scenario-json.ts';

/** `aggregated.json` with the bash runner's names and types; what follows `pass_rate` is ours. */
interface AggregatedJson {
  /** When the run ended, ISO 8601 in UTC. */
  readonly timestamp: string;
  readonly total: number;
  readonly passed: number;
  /** Failed and errored. */
  readonly failed: number;
  /** Skipped and cancelled. */
  readonly skipped: number;
  readonly scenarios: readonly ScenarioJson[];
  /** Sum of the scenarios' durations in seconds, not the time that the run took. */
  readonly duration: number;
  /** Percent, 0 to 100, two decimals; 0 for no scenarios. */
  readonly pass_rate: number;
  readonly run: string;
  readonly errored: number;
  readonly cancelled: number;
  readonly flaky: number;
  readonly wall_duration_ms: number;
  /** Namespaces whose deletion did not end, with what the cluster says of them and what holds them; empty: none. */
  readonly stuck_namespaces: readonly StuckNamespace[];
}

export function aggregatedJson(report: RunReport): AggregatedJson {
  const { totals } = report;
  const scenarios = report.scenarios.map(scenarioJson);
  return {
    timestamp: isoTime(report.finishedAtMs),
    total: totals.total,
    passed: totals.passed,
    failed: totals.failed + totals.errored,
    skipped: totals.skipped + totals.cancelled,
    scenarios,
    duration: scenarios.reduce((sum, scenario) => sum + scenario.duration, 0),
    pass_rate: totals.total === 0 ? 0 : Math.round((totals.passed / totals.total) * 10_000) / 100,
    run: report.runName,
    errored: totals.errored,
    cancelled: totals.cancelled,
    flaky: totals.flaky,
    wall_duration_ms: report.finishedAtMs - report.startedAtMs,
    stuck_namespaces: report.stuck,
  };
}
