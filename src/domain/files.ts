/**
 * What the stages may know of the file system: texts with a name, and a way to ask for another. `io/files.ts` gives
 * the real one, with the rules about which files a stranger's scenario may name; tests give a pretended one.
 */

export interface TextFile {
  /** The path to show: as the user wrote it, `<stdin>` for standard input. Never a path of this machine. */
  readonly name: string;
  /** The whole text, without a byte order mark. */
  readonly text: string;
  /** Absolute path of the folder that this file's own references start from. Never shown. */
  readonly folder: string;
}

/** Every method throws a `ProblemError` without a place when the file cannot be had; the caller knows the place. */
export interface FileAccess {
  /** A file that the user named on the command line; `-` is standard input. */
  openNamed(path: string): Promise<TextFile>;
  /** A file that `from` names: it must lie below the folders a scenario may read. */
  open(reference: string, from: TextFile): Promise<TextFile>;
  /** Absolute path, links followed, of a file that the user named and that is not read as text. Never shown. */
  locateNamed(path: string): Promise<string>;
  /** A file of the installed package, by its path from the package's root. */
  openShipped(path: string): Promise<TextFile>;
  /** The names in a folder of the installed package, sorted. */
  listShipped(folder: string): Promise<readonly string[]>;
}

/** For what writes a file that will be read as one that the user named. */
export interface DraftAccess extends FileAccess {
  /** A file that is not there yet: `text` as `openNamed(path)` would give it. */
  pretend(path: string, text: string): Promise<TextFile>;
}
