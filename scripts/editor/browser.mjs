import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/**
 * Debian's Chromium without a window. It draws WebGL2 in software (SwiftShader); without WebGL a page meets what a machine without
 * it gives.
 * @param {{ hasWebgl?: boolean }} options
 */
export async function openBrowser({ hasWebgl = true } = {}) {
  const program = programs.find((path) => existsSync(path))
  if (program === undefined) throw new Error("There is no Chromium: install Debian's chromium.")
  const graphics = hasWebgl ? ['--enable-unsafe-swiftshader'] : ['--disable-3d-apis']
  // Chromium's own sandbox does not start for root, nor in many containers; the pages here are all ours.
  return chromium.launch({ executablePath: program, chromiumSandbox: false, args: ['--disable-dev-shm-usage', ...graphics] })
}
