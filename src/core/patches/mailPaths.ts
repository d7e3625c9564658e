/**
 * A patch's mail with its files elsewhere: `vendor/example.org/m/fs/fs.go`
 * becomes `fs/fs.go` where the folder is `vendor/example.org/m`, so that the
 * patch fits the module's own repository. Only the lines that name files
 * change; files outside of the folder keep their names.
 *
 * @param folder Without a slash at its end.
 * @param into Folder to put the files into, without slashes around it; the root where absent.
 */
export function movePaths(text: string, folder: string, into?: string): string {
  const target = into === undefined ? '' : `${into}/`;
  const moved = (line: string): string => line.replaceAll(`${folder}/`, target);
  let inDiff = false;
  // Lines of a hunk can look like those that name files; their numbers say where it ends.
  let before = 0;
  let after = 0;
  return text
    .split('\n')
    .map((line) => {
      if (before > 0 || after > 0) {
        if (line.startsWith('-')) before--;
        else if (line.startsWith('+')) after--;
        else if (!line.startsWith('\\')) {
          before--;
          after--;
        }
        return line;
      }
      const hunk = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
      if (hunk) {
        before = Number(hunk[1] ?? 1);
        after = Number(hunk[2] ?? 1);
        return line;
      }
      if (line.startsWith('diff --git ')) inDiff = true;
      // Above the first diff stands the mail's text; the summary of changed files begins with a space.
      if (!inDiff) return / \|\s+\d+ |^ (?:create|delete) mode /.test(line) ? moved(line) : line;
      return /^(?:diff --git|---|\+\+\+|rename|copy) /.test(line) ? moved(line) : line;
    })
    .join('\n');
}
