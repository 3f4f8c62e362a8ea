import { stripVTControlCharacters } from 'node:util';
import type {
  ContainerDiagnosis,
  Diagnostics,
  EventDiagnosis,
  PodDiagnosis,
  WorkloadDiagnosis,
} from '../../shared/diagnostics.ts';
import { podTrouble } from '../../shared/diagnosis.ts';
import { durationText } from './duration.ts';
import { oneLine } from './fit.ts';
import type { Paint } from './paint.ts';

/**
 * What the namespace of a failed attempt held, for a terminal: pods, workloads, events, logs, each under its heading and
 * only where there is anything; at the end what could not be seen. Every text is one line that stays where it is. Pure.
 */
export function diagnosticsLines(diagnostics: Diagnostics, paint: Paint): string[] {
  const { pods, workloads, events, logs, omitted, collectedAtMs } = diagnostics;
  return [
    ...section(
      'pods',
      pods.flatMap((pod) => podLines(pod, paint)),
      paint,
    ),
    ...section(
      'workloads',
      workloads.flatMap((workload) => workloadLines(workload, paint)),
      paint,
    ),
    ...section(
      'events',
      events.map((event) => eventLine(event, collectedAtMs, paint)),
      paint,
    ),
    ...logs.flatMap(({ pod, container, previous, tail }) => {
      const which = `${pod}/${container}${previous ? ', before its last restart' : ''}`;
      return section(
        `log of ${oneLine(which)}`,
        tail.split('\n').map((line) => oneLine(stripVTControlCharacters(line)).trimEnd()),
        paint,
      );
    }),
    ...omitted.map((sentence) => `${paint('yellow', '!')} ${oneLine(sentence)}`),
  ];
}

function section(heading: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : [paint('bold', heading), ...lines.map((line) => `  ${line}`)];
}

function podLines(pod: PodDiagnosis, paint: Paint): string[] {
  const trouble = podTrouble(pod);
  const isWell = trouble === undefined;
  const facts = [
    pod.phase,
    ...(pod.ready ? ['ready'] : pod.phase === 'Succeeded' ? [] : ['not ready']),
    ...(pod.reason === undefined ? [] : [pod.reason]),
    ...(pod.node === undefined ? [] : [`on ${pod.node}`]),
  ];
  return [
    `${sign(isWell, paint)} ${oneLine(`${pod.name}  ${facts.join(' · ')}`)}`,
    ...(pod.message === undefined ? [] : [`  ${oneLine(pod.message)}`]),
    ...(isWell ? [] : pod.containers.map((container) => `  ${oneLine(containerText(container))}`)),
  ];
}

function containerText(container: ContainerDiagnosis): string {
  const { name, init, image, ready, restartCount, reason, message, exitCode } = container;
  const facts = [
    ...(reason === undefined ? [ready ? 'ready' : 'not ready'] : [reason]),
    ...(exitCode === undefined ? [] : [`exit ${exitCode}`]),
    ...(restartCount === 0 ? [] : [`${restartCount} ${restartCount === 1 ? 'restart' : 'restarts'}`]),
    image,
    ...(message === undefined ? [] : [message]),
  ];
  return `${init ? 'init container' : 'container'} ${name}  ${facts.filter((fact) => fact !== '').join(' · ')}`;
}

function workloadLines({ kind, name, state, conditions }: WorkloadDiagnosis, paint: Paint): string[] {
  return [
    `${sign(false, paint)} ${oneLine(`${kind}/${name}  ${state}`)}`,
    ...conditions.map(({ type, status, reason, message }) => {
      const why = [reason, message].filter((each) => each !== undefined).join(': ');
      return `  ${oneLine(`${type}=${status}${why === '' ? '' : ` ${why}`}`)}`;
    }),
  ];
}

function eventLine(event: EventDiagnosis, collectedAtMs: number, paint: Paint): string {
  const { type, reason, object, message, count, lastSeenAtMs } = event;
  const ago = `${durationText(collectedAtMs - lastSeenAtMs)} before`;
  const often = count > 1 ? `, ${count} times` : '';
  const text = oneLine(`${reason}  ${object}: ${message}`);
  return `${sign(type !== 'Warning', paint)} ${text}  ${paint('dim', `${ago}${often}`)}`;
}

function sign(isWell: boolean, paint: Paint): string {
  return isWell ? paint('dim', '·') : paint('red', '✗');
}
