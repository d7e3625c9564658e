import { architectureList } from './architectureList';
import { assembly } from './assembly';
import { architectureTable } from './architectureTable';
import { buildMode } from './buildMode';
import { byteOrder } from './byteOrder';
import { cgoFlags } from './cgoFlags';
import { emulatorName } from './emulatorName';
import { epollLayout } from './epollLayout';
import { foreignBinary } from './foreignBinary';
import { hardCodedNumber } from './hardCodedNumber';
import { imageBase } from './imageBase';
import { intrinsicHeader } from './intrinsicHeader';
import { nodeSelector } from './nodeSelector';
import { kernelStruct } from './kernelStruct';
import { literalArchitecture } from './literalArchitecture';
import { machineName } from './machineName';
import { outdatedDependency, outdatedGo } from './outdated';
import { packageManager } from './packageManager';
import { pageSize } from './pageSize';
import { rawStat } from './rawStat';
import { rejectedOnTarget } from './rejectedOnTarget';
import type { Rule } from './rule';
import { statWidth } from './statWidth';
import { undefinedOnTarget } from './undefinedOnTarget';

/** Every rule, in the order of their documentation. */
export const rules: readonly Rule[] = [
  statWidth,
  undefinedOnTarget,
  epollLayout,
  buildMode,
  architectureList,
  machineName,
  nodeSelector,
  literalArchitecture,
  imageBase,
  packageManager,
  emulatorName,
  assembly,
  cgoFlags,
  intrinsicHeader,
  foreignBinary,
  hardCodedNumber,
  kernelStruct,
  rawStat,
  pageSize,
  outdatedDependency,
  outdatedGo,
  architectureTable,
  byteOrder,
  rejectedOnTarget,
];
