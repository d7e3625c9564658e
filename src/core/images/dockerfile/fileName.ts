/**
 * Whether a file is a Dockerfile by its name: `Dockerfile`, `Dockerfile.debug`,
 * `Dockerfile-chroot`, `app.Dockerfile`, and the same with Containerfile. What
 * a build leaves out (`Dockerfile.dockerignore`) is none.
 */
export function isDockerfile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  // Nearly all names end here, and every file of a tree is asked about.
  if (!/(?:ocker|ontainer)file/.test(name) || name.endsWith('.dockerignore')) return false;
  return (
    /^(?:Dockerfile|Containerfile)(?:[.-][\w.-]+)?$/.test(name) ||
    /[.-](?:[dD]ockerfile|Containerfile)$/.test(name)
  );
}
