#!/usr/bin/env node
import { languageOf } from '../../protocol'
import { sayIn } from '../../protocol/texts/cli'
import { dispatch } from './dispatch'
import { painter } from './terminal/paint'
import { realTerminal } from './terminal/terminal'
import { wiring } from './wiring'

// The entry of dist/cli.js. The exit code is set, not forced, so that what is still being written gets out.
const { env } = process
const language = languageOf(env['GRADLAB_LANGUAGE'] || env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'])
const terminal = realTerminal()

void dispatch(process.argv.slice(2), {
  services: wiring,
  terminal,
  language,
  say: sayIn(language),
  paint: painter(terminal.hasColor),
  workingFolder: process.cwd(),
}).then((exitCode) => {
  process.exitCode = exitCode
})
