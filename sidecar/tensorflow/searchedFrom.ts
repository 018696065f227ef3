/** The folder from which node_modules are searched upwards: where the terminal is, unless the process trains an experiment. */
export const searchedFrom = (): string => folder ?? process.cwd()

/** Of a process that trains: its experiment's folder. */
export function searchFrom(experiment: string): void {
  folder = experiment
}
let folder: string | undefined
