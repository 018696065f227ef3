// What a scaffold's model.test.ts imports as "gradlab/testing".
export { finiteDifferenceError, parametersOf, relativeError } from './measures'
export { tableDataset, type TableContents } from './tableDataset'
export { openTrial, setTestHost, type TestHost, type Trial, type TrialOfPeers, type TrialOptions, type TrialPeers } from './trial'
export { gradientsByPath, setVariables, type ByPath } from './twin'
