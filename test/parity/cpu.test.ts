import { describeSample } from './sample'

describeSample('cpu')
