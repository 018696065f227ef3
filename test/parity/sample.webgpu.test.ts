import { describeParity } from './describeParity'
import { readCases, sampleOf } from './goldens'

// On SwiftShader a call takes milliseconds, not microseconds: the sample runs every kernel all the same.
describeParity('webgpu', { cases: sampleOf(readCases()) })
