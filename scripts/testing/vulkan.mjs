import { existsSync } from 'node:fs'
import { delimiter } from 'node:path'

/** Where distributions put Chromium, which brings SwiftShader: a Vulkan that computes on the processor, and the loader for it. */
const places = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/usr/lib64/chromium-browser', '/opt/google/chrome']

/**
 * The environment in which Dawn finds SwiftShader, so that the tests need no graphics card. A driver that VK_DRIVER_FILES names already is
 * left: so the same tests run on a card.
 * @returns {NodeJS.ProcessEnv | undefined} undefined where there is none
 */
export function softwareVulkan() {
  if (process.env['VK_DRIVER_FILES']) return { GRADLAB_WEBGPU_ADAPTER: '' }
  const folder = places.find((place) => existsSync(`${place}/vk_swiftshader_icd.json`))
  if (!folder) {
    console.log(`FAILED: these tests need the SwiftShader that Debian's chromium brings; none of these holds vk_swiftshader_icd.json: ${places.join(', ')}`)
    return undefined
  }
  return {
    GRADLAB_WEBGPU_ADAPTER: '',
    VK_DRIVER_FILES: `${folder}/vk_swiftshader_icd.json`,
    LD_LIBRARY_PATH: [folder, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(delimiter),
  }
}
