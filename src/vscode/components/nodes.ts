import type { ArtifactState } from '../../node/componentState';
import type { PatchStanding } from '../../node/patches/readPatches';
import type { FolderManifest } from '../manifests';
import type { ComponentId } from '../runs';
import type { RuleCount } from './findingCounts';
import type { ComponentModel } from './model';

/** A component's row. */
export interface ComponentRoot {
  readonly kind: 'component';
  readonly id: ComponentId;
  /** Replaced when the state is read anew; the node itself stays, so that a click during a refresh finds it. */
  model: ComponentModel;
}

/** A manifest that cannot be used. */
export interface ProblemRoot {
  readonly kind: 'problem';
  readonly manifest: FolderManifest;
}

export type RootNode = ComponentRoot | ProblemRoot;

interface Below {
  readonly id: ComponentId;
  readonly model: ComponentModel;
}

/** The rows below a component that say one thing of it each, some of them with rows of their own. */
export type PartKind =
  'source' | 'findings' | 'patches' | 'rebase' | 'builds' | 'record' | 'smoke' | 'tests' | 'upstream';

/** Menus hand these to commands, which read `id`, and `patch` or `rule` where there is one. */
export type ComponentNode =
  | RootNode
  | (Below & { readonly kind: PartKind })
  | (Below & { readonly kind: 'rule'; readonly rule: string; readonly count: RuleCount })
  | (Below & {
      readonly kind: 'patch';
      /** What commands call it. */
      readonly patch: string;
      readonly shown: PatchStanding;
    })
  | (Below & { readonly kind: 'artifact'; readonly artifact: ArtifactState });

/** The rows below a row. */
export function childrenOf(node: ComponentNode): ComponentNode[] {
  if (node.kind === 'problem') return [];
  const { id, model } = node;
  const part = (kind: PartKind): ComponentNode => ({ kind, id, model });
  const { series, state, record } = model;
  switch (node.kind) {
    case 'component':
      return [
        part('source'),
        part('findings'),
        ...(series ? [part('patches')] : []),
        part('builds'),
        ...(model.ref.component.test === false ? [] : [part('tests')]),
        ...(series?.kind === 'read' && series.patches.length > 0 ? [part('upstream')] : []),
      ];
    case 'findings':
      return model.rules.map((count) => ({ kind: 'rule', id, model, rule: count.rule, count }));
    case 'patches':
      if (series?.kind !== 'read') return [];
      return [
        ...(series.rebase ? [part('rebase')] : []),
        ...series.patches.map((shown): ComponentNode => ({
          kind: 'patch',
          id,
          model,
          patch: shown.name,
          shown,
        })),
      ];
    case 'builds':
      return [
        ...state.artifacts.map((artifact): ComponentNode => ({ kind: 'artifact', id, model, artifact })),
        ...(state.smoke ? [part('smoke')] : []),
        ...(record ? [part('record')] : []),
      ];
    case 'artifact':
    case 'patch':
    case 'rebase':
    case 'record':
    case 'rule':
    case 'smoke':
    case 'source':
    case 'tests':
    case 'upstream':
      return [];
  }
}

/** What makes two rows of one component the same one, for VS Code to keep them open and selected. */
export function rowId(node: Exclude<ComponentNode, ProblemRoot>): string {
  const component = `${node.id.folder}#${node.id.component}`;
  switch (node.kind) {
    case 'component':
      return component;
    case 'rule':
      return `${component}/rule/${node.rule}`;
    case 'patch':
      return `${component}/patch/${node.patch}`;
    case 'artifact':
      return `${component}/artifact/${node.artifact.path}`;
    case 'builds':
    case 'findings':
    case 'patches':
    case 'rebase':
    case 'record':
    case 'smoke':
    case 'source':
    case 'tests':
    case 'upstream':
      return `${component}/${node.kind}`;
  }
}
