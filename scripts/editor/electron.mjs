// Runs test/host/ in a desktop VS Code: the one that VSCODE_PROGRAM names, or one that @vscode/test-electron brings.
import { downloadAndUnzipVSCode, resolveCliPathFromVSCodeExecutablePath, runTests } from '@vscode/test-electron'
import { repository, run } from '../setUp/processes.mjs'
import { countLine, none } from '../testing/counts.mjs'
import { bundleHostTests } from './hostBundle.mjs'
import { tell, withFolders } from './hostTests.mjs'
import { packedExtension } from './packed.mjs'

const isWindows = process.platform === 'win32'

const counts = await runInDesktop()
console.log(countLine(counts))
process.exitCode = counts.failed > 0 ? 1 : 0

async function runInDesktop() {
  const program = await desktopProgram()
  if (program === undefined) return { ...none, failed: 1 }
  const vsix = await packedExtension()
  const { extension, tests } = await bundleHostTests()
  return withFolders(async ({ folder, workspace, env, result }) => {
    const folders = [`--user-data-dir=${folder}/user`, `--extensions-dir=${folder}/extensions`]
    // By its own command line: test-electron's runVSCodeCommand brings a VS Code of its own, whichever program is named.
    const installed = await run(resolveCliPathFromVSCodeExecutablePath(program), ['--install-extension', vsix, '--force', ...folders], { shell: isWindows })
    if (installed !== 0) {
      console.log('VS Code did not install the extension (its message is above).')
      return { ...none, failed: 1 }
    }
    const given = { vscodeExecutablePath: program, extensionDevelopmentPath: extension, extensionTestsPath: tests, extensionTestsEnv: env }
    // It ends with an error where a test failed, of which the file tells more.
    await runTests({ ...given, launchArgs: [workspace, ...folders, '--disable-workspace-trust', '--no-sandbox'] }).catch(() => undefined)
    return tell(result)
  })
}

async function desktopProgram() {
  const named = process.env['VSCODE_PROGRAM']
  if (named) return named
  try {
    return await downloadAndUnzipVSCode({ cachePath: `${repository}/.cache/desktop` })
  } catch (error) {
    console.log(`There is no desktop VS Code to test in: ${error instanceof Error ? error.message : String(error)}`)
    console.log('Set VSCODE_PROGRAM to the program of one, or run the same tests in code-server: npm run test:host')
    return undefined
  }
}
