import { looksLikeSecret } from '../../shared/secret-values.ts';
import type { Fields } from './kubeconfig.ts';

/**
 * The secrets that stand in a user entry of a kubeconfig itself: token, password, private key (as it is written and as it
 * is meant), what an auth provider keeps there, and what a plugin is given in its environment. Not what its files hold,
 * nor what a plugin answers.
 */
export function secretsOfUser(user: Fields): readonly string[] {
  const key = user['client-key-data'];
  const provided = fieldsOf(fieldsOf(user['auth-provider'])['config']);
  return [
    user['token'],
    user['password'],
    key,
    ...(typeof key === 'string' ? [Buffer.from(key, 'base64').toString()] : []),
    ...Object.entries(provided).flatMap(([name, value]) => (isSecretName(name) ? [value] : [])),
    ...pluginSecrets(fieldsOf(user['exec'])['env']),
  ].filter((value): value is string => typeof value === 'string' && value !== '');
}

function pluginSecrets(env: unknown): readonly unknown[] {
  if (!Array.isArray(env)) return [];
  return env.map(fieldsOf).flatMap(({ name, value }) => (isSecretName(name) ? [value] : []));
}

/** Auth providers say `id-token` where variables say `ID_TOKEN`. */
function isSecretName(name: unknown): boolean {
  return typeof name === 'string' && looksLikeSecret(name.replaceAll('-', '_'));
}

/** Of a mapping; none of anything else that somebody may have written there. */
function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
