/** The folder from which node_modules are searched upwards: the experiment's that the process has to do with, else where the terminal is. */
export const searchedFrom = (): string => folder ?? process.cwd()

/** @param experiment the folder of the one that is trained or tried, if there is one */
export function searchFrom(experiment: string | undefined): void {
  folder = experiment
}
let folder: string | undefined
