import type { Translate } from '../l10n';
import type { BaseChoice } from './bases';
import type { ConversionCause, ImageState } from './classify';
import { shortName } from './reference';

/** The name of a kind of state, for headings. */
export function nameOfState(kind: ImageState['kind'], t: Translate): string {
  switch (kind) {
    case 'available':
      return t('available');
    case 'buildable':
      return t('buildable');
    case 'needs-conversion':
      return t('needs conversion');
    case 'blocked':
      return t('blocked');
    case 'source-unknown':
      return t('source unknown');
    case 'skip':
      return t('not to be built');
  }
}

/** Why an image stands as it does, in one line; empty where its state's name says it all. */
export function describeState(state: ImageState, goarch: string, t: Translate): string {
  switch (state.kind) {
    case 'available':
      if (state.choice) return describeChoice(state.choice, t);
      return state.digest ?? '';
    case 'buildable':
      return state.choice ? describeChoice(state.choice, t) : '';
    case 'needs-conversion':
      return state.causes.map((cause) => describeCause(cause, goarch, t)).join('; ');
    case 'blocked':
      return describeBlock(state, goarch, t);
    case 'source-unknown':
      switch (state.reason) {
        case 'no-port':
          return t('it was never published for {0}, and no Dockerfile of it is known', goarch);
        case 'not-in-registry':
          return t('its registry has none for {0}, and no Dockerfile of it is known', goarch);
        case 'not-asked':
          return t('no Dockerfile of it is known, and no registry was asked');
        case 'no-answer':
          return t('no Dockerfile of it is known, and its registry gave no answer: {0}', state.message);
      }
    case 'skip':
      switch (state.reason) {
        case 'must-not-exist':
          return t('tests want its pull to fail');
        case 'windows':
          return t('it is for Windows');
        case 'accelerator':
          return t('it needs an accelerator that machines of {0} do not have', goarch);
        case 'private':
          return t('it is in a private registry, to test just that');
      }
  }
}

/** What a choice for a base makes of it. */
export function describeChoice(choice: BaseChoice, t: Translate): string {
  switch (choice.use) {
    case 'debian':
      return choice.packages.length === 0
        ? t('a Debian {0} root', choice.suite)
        : t('a Debian {0} root with {1}', choice.suite, choice.packages.join(', '));
    case 'scratch':
      return t('nothing stands for it: an empty image');
    case 'busybox':
      return t('a static BusyBox');
    case 'image':
      return t('{0} stands for it', choice.image);
  }
}

function describeCause(cause: ConversionCause, goarch: string, t: Translate): string {
  switch (cause.kind) {
    case 'base':
      return t('{0} has no port ({1})', shortName(cause.image), cause.family);
    case 'base-line':
      return t('BASEIMAGE has no line for {0}', goarch);
    case 'package-manager':
      return t('it calls {0}', cause.name);
    case 'platform':
      return t('its last stage is for {0}', cause.name);
  }
}

function describeBlock(
  { by, reason }: Extract<ImageState, { kind: 'blocked' }>,
  goarch: string,
  t: Translate,
): string {
  const name = shortName(by);
  switch (reason) {
    case 'no-source':
      return t('by {0}: it is not known how to make it for {1}', name, goarch);
    case 'no-port':
      return t('by {0}: it was never published for {1}', name, goarch);
    case 'unresolved':
      return t('by {0}: it cannot be told which image that is', name);
    case 'cycle':
      return t('by {0}: it needs itself', name);
  }
}
