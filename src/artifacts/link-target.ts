/**
 * Whether a link stays within its directory, wherever the links are that it leads over: relative, upwards only at its
 * beginning, and not further than to the directory. Then nothing needs to be followed to know it: each link on the way
 * starts in a real directory inside and ends inside.
 */
export function staysInside(path: string, target: string): boolean {
  if (target === '' || target.startsWith('/') || target.includes('\0')) return false;
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  const firstDown = parts.findIndex((part) => part !== '..');
  const upCount = firstDown === -1 ? parts.length : firstDown;
  const depth = path.split('/').length - 1;
  return upCount <= depth && !parts.slice(upCount).includes('..');
}
