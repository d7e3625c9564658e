/**
 * Whether a text is the address of a Debian mirror, of characters alone that
 * neither another field of apt's line nor a shell would make anything of. One
 * with a name and a password is none: the address is kept in images.
 */
export function isMirror(text: string): boolean {
  return /^(?:https?:\/\/[A-Za-z0-9]|(?:file|copy):\/)[\w.~:/%+,=-]*$/.test(text);
}
