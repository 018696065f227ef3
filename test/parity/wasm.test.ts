import { describeSample } from './sample'

describeSample('wasm')
