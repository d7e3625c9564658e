import { setFlagsFromString } from 'node:v8';
import { runCli } from './runCli';

// A command is over in about a second. By its own measure V8 would spend a third
// of that on optimizing functions, which pays off only where they run for longer:
// ten times its measure leaves those that do. It has to be said before they are hot.
setFlagsFromString('--interrupt-budget=700000');

// The only place that sets the exit code; everything below returns it.
void runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
}).then((code) => {
  process.exitCode = code;
});
