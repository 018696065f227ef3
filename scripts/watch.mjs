// Bundles again at each change, until Ctrl-C.
import { watchBundles } from './building/bundles.mjs'

await watchBundles()
