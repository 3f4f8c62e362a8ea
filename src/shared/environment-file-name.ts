/** Whose environment a file holds: told by its name, so that it can be removed when its run no longer needs it. */
export interface EnvironmentFileOwner {
  readonly runName: string;
  /** Of the Temporal that muster keeps on this machine; otherwise nobody here can ask about the run. */
  readonly isLocal: boolean;
}

const NAME = /^(?<runName>.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(?<where>local|remote)\.muster-env\.json$/;

/** `<runName>-<uuid>.local.muster-env.json`, or `.remote.` for a run on a Temporal of the user's own. */
export function environmentFileNameOf({ runName, isLocal }: EnvironmentFileOwner, uuid: string): string {
  return `${runName}-${uuid}.${isLocal ? 'local' : 'remote'}.muster-env.json`;
}

/** Undefined for a file that is not ours. */
export function environmentFileOwnerOf(fileName: string): EnvironmentFileOwner | undefined {
  const groups = NAME.exec(fileName)?.groups;
  const runName = groups?.['runName'];
  return runName === undefined ? undefined : { runName, isLocal: groups?.['where'] === 'local' };
}
