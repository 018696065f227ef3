import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFakePackage, type FakePackage } from './fakePackage'

/** An npm for tests, as a script: it "installs" a package by copying it, or fails in one of npm's ways. @returns the script's path, for GRADLAB_NPM */
export function writeFakeNpm(folder: string, how: 'brings' | 'registryAway' | 'libraryAway' | 'diskFull' | 'hangs', brought: FakePackage = {}): string {
  writeFakePackage(join(folder, 'registry'), brought)
  const file = join(folder, 'fake-npm.cjs')
  writeFileSync(file, `const registry = ${JSON.stringify(join(folder, 'registry'))}\n${start}\n${ways[how]}`)
  return file
}

const start = `
const { cpSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { spawn } = require('node:child_process')
const typed = process.argv.slice(2)
const prefix = typed[typed.indexOf('--prefix') + 1]
writeFileSync(join(registry, 'typed.json'), JSON.stringify({ typed, node: process.env.PATH.split(require('node:path').delimiter)[0] }))
const fail = (text) => { console.error(text); process.exitCode = 1 }
`
const ways = {
  brings: `cpSync(join(registry, 'node_modules'), join(prefix, 'node_modules'), { recursive: true })`,
  registryAway: `fail('npm error code ENOTFOUND\\nnpm error network request failed, reason: getaddrinfo ENOTFOUND registry.example\\nnpm error request to the registry failed')`,
  libraryAway: `fail('Error: getaddrinfo ENOTFOUND storage.googleapis.com\\nnpm error code 1\\nnpm error path ' + prefix + '/node_modules/@tensorflow/tfjs-node\\nnpm error command failed')`,
  diskFull: `fail('npm error code ENOSPC\\nnpm error nospc There is no space left')`,
  // With a process of its own, as npm has its install scripts: both must be gone after a cancel.
  hangs: `
cpSync(join(registry, 'node_modules'), join(prefix, 'node_modules'), { recursive: true })
const inner = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
writeFileSync(join(registry, 'pids.json'), JSON.stringify([process.pid, inner.pid]))
setInterval(() => {}, 1000)`,
} as const
