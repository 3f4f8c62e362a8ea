import { unusable, type ArtifactsError } from './artifacts-error.ts';

const MIB = 1024 * 1024;

/** `3.2 MiB`, and bytes below one. */
export function sizeText(bytes: number): string {
  return bytes < MIB ? `${bytes} bytes` : `${(bytes / MIB).toFixed(1)} MiB`;
}

/** An object that is larger than whoever asks for it, or stores it, takes. */
export function tooLarge(key: string, bytes: number, bytesMax: number): ArtifactsError {
  return unusable(`The artifact ${key} has ${sizeText(bytes)}, more than the ${sizeText(bytesMax)} that are taken.`);
}
