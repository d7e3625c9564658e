import type { SyntaxNode } from '../../go/syntax';
import type { Edit } from '../../types';

/** A place that gives the target the other byte order. */
export interface WrongOrder {
  readonly at: SyntaxNode;
  readonly how:
    | { readonly kind: 'named' }
    | { readonly kind: 'default' }
    | { readonly kind: 'uname'; readonly name: string }
    | { readonly kind: 'prefix'; readonly prefix: string };
  /** Whether the code is about the GOARCH of the program itself. */
  readonly isGoarch: boolean;
  readonly fix?: { readonly title: string; readonly edits: readonly Edit[] };
}
