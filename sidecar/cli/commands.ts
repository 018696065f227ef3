import type { Command } from './command'
import { compare } from './commands/compare'
import { pause, set, stop } from './commands/control'
import { data } from './commands/data'
import { directions } from './commands/directions'
import { engines } from './commands/engines'
import { exportCommand } from './commands/export'
import { newCommand } from './commands/new'
import { report } from './commands/report'
import { resume } from './commands/resume'
import { runs } from './commands/runs'
import { train } from './commands/train'

/** In the order of their use. */
export const commands: readonly Command[] = [directions, newCommand, train, resume, pause, stop, set, runs, compare, report, exportCommand, engines, data]
