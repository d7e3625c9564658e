import { describe, expect, it } from 'vitest';
import { movePaths } from '../../../src/core/patches/mailPaths';

const folder = 'vendor/golang.org/x/sys';
const mail = `From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: Wei Zhang <wei@example.org>
Subject: [PATCH] unix: name SIGEMT

It is in ${folder}/unix/signal.go today.

Signed-off-by: Wei Zhang <wei@example.org>
---
 ${folder}/unix/signal.go | 4 ++--
 1 file changed, 2 insertions(+), 2 deletions(-)
 create mode 100644 ${folder}/unix/new.go

diff --git a/${folder}/unix/signal.go b/${folder}/unix/signal.go
index 4dad954..e6b7a1d 100644
--- a/${folder}/unix/signal.go
+++ b/${folder}/unix/signal.go
@@ -1,3 +1,3 @@ package unix
 // See ${folder}/unix/README.
--- a/${folder}/unix/kept.go
+++ b/${folder}/unix/kept.go
 end
diff --git a/${folder}/unix/new.go b/${folder}/unix/new.go
new file mode 100644
--- /dev/null
+++ b/${folder}/unix/new.go
@@ -0,0 +1 @@
+package unix
`;

describe('moving the files of a patch', () => {
  it('names them as their own repository does, and changes nothing else', () => {
    const moved = movePaths(mail, folder);
    expect(moved).toContain('\ndiff --git a/unix/signal.go b/unix/signal.go\n');
    expect(moved).toContain('\n--- a/unix/signal.go\n+++ b/unix/signal.go\n@@');
    expect(moved).toContain('\n--- /dev/null\n+++ b/unix/new.go\n');
    expect(moved).toContain('\n unix/signal.go | 4 ++--\n');
    expect(moved).toContain('\n create mode 100644 unix/new.go\n');
    // Lines of the message and of hunks are the patch's own.
    expect(moved).toContain(`It is in ${folder}/unix/signal.go today.`);
    expect(moved).toContain(`\n--- a/${folder}/unix/kept.go\n+++ b/${folder}/unix/kept.go\n end\n`);
    expect(moved.split('\n')).toHaveLength(mail.split('\n').length);
  });

  it('puts them into a folder where the repository has the module in one', () => {
    expect(movePaths(mail, folder, 'staging/src/k8s.io/api')).toContain(
      '\n+++ b/staging/src/k8s.io/api/unix/signal.go\n',
    );
  });
});
