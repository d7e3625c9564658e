/**
 * Every id that package.json contributes, once. A test compares this file with
 * package.json, and features use these names only.
 */
export const commands = {
  scanWorkspace: 'mipsPort.scanWorkspace',
  cancelScan: 'mipsPort.cancelScan',
  fixWorkspace: 'mipsPort.fixWorkspace',
  fixRuleInWorkspace: 'mipsPort.fixRuleInWorkspace',
  applyFix: 'mipsPort.applyFix',
  applyPreviewedFixes: 'mipsPort.applyPreviewedFixes',
  discardPreviewedFixes: 'mipsPort.discardPreviewedFixes',
  groupFindingsByFile: 'mipsPort.groupFindingsByFile',
  groupFindingsByRule: 'mipsPort.groupFindingsByRule',
  filterFindings: 'mipsPort.filterFindings',
  clearFindingsFilter: 'mipsPort.clearFindingsFilter',
  turnOffRule: 'mipsPort.turnOffRule',
  writeBaseline: 'mipsPort.writeBaseline',
  leaveBaseline: 'mipsPort.leaveBaseline',
  initializeWorkspace: 'mipsPort.initializeWorkspace',
  openManifest: 'mipsPort.openManifest',
  refreshComponents: 'mipsPort.refreshComponents',
  sortComponents: 'mipsPort.sortComponents',
  filterComponents: 'mipsPort.filterComponents',
  clearComponentsFilter: 'mipsPort.clearComponentsFilter',
  addComponent: 'mipsPort.addComponent',
  showComponentFindings: 'mipsPort.showComponentFindings',
  fixComponent: 'mipsPort.fixComponent',
  cloneSources: 'mipsPort.cloneSources',
  checkOutRef: 'mipsPort.checkOutRef',
  showSourceChanges: 'mipsPort.showSourceChanges',
  applyPatches: 'mipsPort.applyPatches',
  recordPatches: 'mipsPort.recordPatches',
  refreshPatches: 'mipsPort.refreshPatches',
  restorePatches: 'mipsPort.restorePatches',
  rebasePatches: 'mipsPort.rebasePatches',
  continueRebase: 'mipsPort.continueRebase',
  skipRebasePatch: 'mipsPort.skipRebasePatch',
  abortRebase: 'mipsPort.abortRebase',
  openConflicts: 'mipsPort.openConflicts',
  openPatch: 'mipsPort.openPatch',
  openPatchFile: 'mipsPort.openPatchFile',
  openPatchUpstream: 'mipsPort.openPatchUpstream',
  movePatchUp: 'mipsPort.movePatchUp',
  movePatchDown: 'mipsPort.movePatchDown',
  dropPatch: 'mipsPort.dropPatch',
  exportPatches: 'mipsPort.exportPatches',
  setUpstreamState: 'mipsPort.setUpstreamState',
  buildComponent: 'mipsPort.buildComponent',
  testComponent: 'mipsPort.testComponent',
  runComponent: 'mipsPort.runComponent',
  stopComponent: 'mipsPort.stopComponent',
  copyComponentCommands: 'mipsPort.copyComponentCommands',
  revealArtifact: 'mipsPort.revealArtifact',
  addImageList: 'mipsPort.addImageList',
  useImageCatalogue: 'mipsPort.useImageCatalogue',
  refreshImages: 'mipsPort.refreshImages',
  askRegistries: 'mipsPort.askRegistries',
  filterImages: 'mipsPort.filterImages',
  clearImagesFilter: 'mipsPort.clearImagesFilter',
  sortImages: 'mipsPort.sortImages',
  chooseBase: 'mipsPort.chooseBase',
  showImageGraph: 'mipsPort.showImageGraph',
  convertDockerfiles: 'mipsPort.convertDockerfiles',
  rewriteYaml: 'mipsPort.rewriteYaml',
  buildImages: 'mipsPort.buildImages',
  pushImages: 'mipsPort.pushImages',
  deliverImages: 'mipsPort.deliverImages',
  bundleImages: 'mipsPort.bundleImages',
  openDockerfile: 'mipsPort.openDockerfile',
  copyImageName: 'mipsPort.copyImageName',
  runClusterSmoke: 'mipsPort.runClusterSmoke',
  refreshToolchain: 'mipsPort.refreshToolchain',
  installTool: 'mipsPort.installTool',
  copyInstallCommand: 'mipsPort.copyInstallCommand',
  restartJudge: 'mipsPort.restartJudge',
  selectTarget: 'mipsPort.selectTarget',
  showMenu: 'mipsPort.showMenu',
  showOutput: 'mipsPort.showOutput',
  showDocumentation: 'mipsPort.showDocumentation',
  openWalkthrough: 'mipsPort.openWalkthrough',
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

export const viewContainer = 'mipsPort';

export const views = {
  components: 'mipsPort.components',
  findings: 'mipsPort.findings',
  images: 'mipsPort.images',
  toolchain: 'mipsPort.toolchain',
} as const;

/** Context keys that `when` clauses read. */
export const contextKeys = {
  /** `none`, `scanning`, `clean`, `found` or `failed`. */
  scanState: 'mipsPort.scanState',
  hasManifest: 'mipsPort.hasManifest',
  componentsFiltered: 'mipsPort.componentsFiltered',
  /** `rule` or `file`. */
  groupBy: 'mipsPort.groupBy',
  filtered: 'mipsPort.filtered',
  hasImages: 'mipsPort.hasImages',
  imagesFiltered: 'mipsPort.imagesFiltered',
  /** Whether a folder has a baseline. */
  hasBaseline: 'mipsPort.hasBaseline',
  /** Whether a diff of fixes waits for an answer. */
  previewing: 'mipsPort.previewing',
} as const;

export const taskType = 'mips-port';
export const imageTaskType = 'mips-port-image';
export const walkthrough = 'mips-port.mips-port#mipsPort.start';
export const problemMatcher = 'mips-port-go';

/** Keys below `mipsPort.` in the settings. */
export const settings = {
  target: 'target',
  host: 'host',
  scanOnOpen: 'scan.onOpen',
  scanExclude: 'scan.exclude',
  scanVendor: 'scan.vendor',
  buildTags: 'buildTags',
  nolint: 'nolint',
  rules: 'rules',
  baseline: 'baseline',
  judge: 'judge.enable',
  judgeDependencies: 'judge.dependencies',
  network: 'network.allowed',
  goPath: 'go.path',
  ccPath: 'cc.path',
  qemuPath: 'qemu.path',
  qemuArgs: 'qemu.args',
  asyncPreemptOff: 'qemu.asyncPreemptOff',
  imageEngine: 'images.engine',
  imageMirror: 'images.mirror',
  imageBuilder: 'images.builder',
} as const;

export const settingsSection = 'mipsPort';

/** Kinds of `contextValue`, the words that menus match. */
export const contextValues = {
  finding: 'finding',
  fixableFinding: 'finding.fixable',
  ruleGroup: 'group.rule',
  fileGroup: 'group.file',
  component: 'component',
  runningComponent: 'component.running',
  /** Its sources are still to be cloned. */
  missingComponent: 'component.missing',
  missingSource: 'source.missing',
  source: 'source.git',
  dirtySource: 'source.git.dirty',
  componentFindings: 'findings.fixable',
  componentRule: 'rule.fixable',
  patches: 'patches',
  /** Some of its patches to vendored files are to be put back. */
  lostPatches: 'patches.lost',
  /** One of its patches waits for conflicts to be resolved. */
  rebasingPatches: 'patches.rebasing',
  patch: 'patch',
  /** It has an address upstream. */
  sentPatch: 'patch.sent',
  rebase: 'rebase',
  artifact: 'artifact',
  images: 'images',
  convertibleImages: 'images.convertible',
  buildableImages: 'images.buildable',
  builtImages: 'images.built',
  /** Followed by its state, and by what can be done with it. */
  image: 'image',
  tests: 'tests',
  upstream: 'upstream',
  missingTool: 'tool.missing',
  foundTool: 'tool.found',
} as const;

/** The source of problems that a component's last run left. */
export const runProblemSource = 'mips-port build';
