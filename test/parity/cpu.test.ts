import { describeParity } from './describeParity'

describeParity('cpu')
