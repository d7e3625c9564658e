import { isSeq } from 'yaml';
import { aptName } from '../images/convert/packageNames';
import { list, record, text, type Shape } from './shape';

const names = list(text({ pattern: aptName, what: (t) => t('write the name of a package of Debian') }));

/** A list that is left out as a whole where one of its names is none: the rest would mean something else. */
const allNames: Shape<readonly string[]> = {
  read: (node, path, context) => {
    const read = names.read(node, path, context);
    return read && isSeq(node) && read.length === node.items.length ? read : undefined;
  },
  schema: names.schema,
};

/** What apt calls packages, by the name that a Dockerfile gives them. */
export const packagesShape = record(
  {
    pattern: /^[^\s;|&$`'"\\]{1,128}$/,
    what: (t) => t('write the name of one package'),
  },
  allNames,
);
