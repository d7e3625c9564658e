import type { SourceFiles } from '../files';
import { isOtherSource } from './buildConstraints';
import { joinPath, withAncestors } from './paths';

/** The names of a folder that matter to Go, each list sorted. */
export interface GoFolder {
  readonly goFiles: readonly string[];
  /** Assembly, C and the like. */
  readonly otherFiles: readonly string[];
  readonly subfolders: readonly string[];
  readonly hasGoMod: boolean;
  readonly hasGoWork: boolean;
}

/** Remembers what folders hold, until told to forget. */
export class Folders {
  private readonly known = new Map<string, GoFolder>();
  private packages: readonly string[] | undefined;

  constructor(private readonly files: SourceFiles) {}

  get(dir: string): GoFolder {
    const known = this.known.get(dir);
    if (known) return known;
    let [hasGoMod, hasGoWork] = [false, false];
    const [goFiles, otherFiles, subfolders]: [string[], string[], string[]] = [[], [], []];
    for (const { name, kind } of this.files.list(dir)) {
      if (kind === 'folder') subfolders.push(name);
      else if (name.endsWith('.go')) goFiles.push(name);
      else if (isOtherSource(name)) otherFiles.push(name);
      else if (name === 'go.mod') hasGoMod = true;
      else if (name === 'go.work') hasGoWork = true;
    }
    const folder: GoFolder = { goFiles, otherFiles, subfolders, hasGoMod, hasGoWork };
    this.known.set(dir, folder);
    return folder;
  }

  hasGoFiles(dir: string): boolean {
    return this.get(dir).goFiles.length > 0;
  }

  /**
   * Every folder with Go files, in the order of a walk; `vendor` folders count.
   * Like the go command it leaves out `testdata` and what begins with `_` or
   * `.`; unlike it also `node_modules`, which holds no Go of the tree's own.
   */
  packageDirs(): readonly string[] {
    this.packages ??= this.walk();
    return this.packages;
  }

  forget(dir: string): void {
    for (const folder of withAncestors(dir)) this.known.delete(folder);
    this.packages = undefined;
  }

  private walk(): string[] {
    const found: string[] = [];
    const visit = (dir: string): void => {
      const folder = this.get(dir);
      if (folder.goFiles.length > 0) found.push(dir);
      for (const name of folder.subfolders) {
        if (!/^[._]/.test(name) && name !== 'testdata' && name !== 'node_modules') visit(joinPath(dir, name));
      }
    };
    visit('');
    return found;
  }
}
