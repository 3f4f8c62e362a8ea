import { REDACTED_CHARACTERS_MIN } from './limits.ts';

/** Parts of a name that promise a secret. */
const SECRET_NAME =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY|CREDENTIAL|_(?:PASS|PWD|PAT|DSN)$/i;
/** Ends of a name that promise something about a secret: where it lies, how long it lasts. */
const ABOUT_A_SECRET = /_(?:FILE|PATH|DIR|TYPE|TTL|EXPIRY|EXPIRES|ENABLED)$/i;

/** Whether the value of a variable of this name is taken out of logs without being asked to. */
export function looksLikeSecret(variableName: string): boolean {
  return SECRET_NAME.test(variableName) && !ABOUT_A_SECRET.test(variableName);
}

/** Words that are values of settings; taking them out would make a log unreadable and hide nothing. */
const plainWords: ReadonlySet<string> = new Set([
  'always',
  'bearer',
  'cluster',
  'default',
  'development',
  'disabled',
  'enabled',
  'kubernetes',
  'localhost',
  'namespace',
  'optional',
  'password',
  'production',
  'required',
  'secret',
  'staging',
  'undefined',
]);

/** False for values that stand in every log by chance: short ones and plain words. They stay readable. */
export function isRedactable(value: string): boolean {
  const text = value.trim();
  return text.length >= REDACTED_CHARACTERS_MIN && !plainWords.has(text.toLowerCase());
}
