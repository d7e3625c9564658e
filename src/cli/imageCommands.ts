import type { Command } from 'commander';
import { addConvertCommand } from './convertCommand';
import { addDeliveryCommands } from './deliveryCommands';
import { addImagePlanCommands } from './imagePlanCommands';
import type { CliContext } from './io';

/** The commands about images: from a list of them to images of the target on every node. */
export function addImageCommands(
  program: Command,
  context: CliContext,
  finish: (code: number) => void,
): void {
  const { t } = context;
  const images = program.command('images').description(t('plan, convert, build and deliver images'));
  images.helpCommand(false);
  addImagePlanCommands(images, context, finish);
  addConvertCommand(images, context, finish);
  addDeliveryCommands(images, context, finish);
}
