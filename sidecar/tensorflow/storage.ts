import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where Gradlab installs: the editor's storage for it (GRADLAB_STORAGE), then the user's own folder. */
export function storageFolders(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string[] {
  const given = environment['GRADLAB_STORAGE']
  return [...(given && isAbsolute(given) ? [given] : []), userFolder(environment, platform)]
}

/** Whatever is in it came from one `npm install`; removing the folder uninstalls it. */
export const installedFolder = (storage: string): string => join(storage, 'tensorflow-4.22.0')

/** The user's data folder as each system names it; by the XDG rules a relative path counts as unset. */
function userFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = homedir()
  switch (platform) {
    case 'win32':
      return join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'gradlab', 'engines')
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'gradlab', 'engines')
    default: {
      const data = environment['XDG_DATA_HOME']
      return join(data && isAbsolute(data) ? data : join(home, '.local', 'share'), 'gradlab', 'engines')
    }
  }
}
