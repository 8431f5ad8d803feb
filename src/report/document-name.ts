/**
 * A file as documents name it: as the user wrote it, but without the folders of an absolute path, because two
 * machines should get the same bytes.
 */
export function documentName(name: string): string {
  const isAbsolute = /^(?:[\\/]|[A-Za-z]:[\\/])/.test(name);
  return isAbsolute ? (name.split(/[\\/]/).at(-1) ?? name) : name;
}
