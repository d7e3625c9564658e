/** The name of the port manifest, in the root of a workspace folder. */
export const manifestFileName = 'mips-port.yaml';
