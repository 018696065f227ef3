import type { RunManifest } from '../../protocol'

/** The command that would make the same run again, from beside the experiment folder. */
export function reproduceCommand({ experiment, variant, seed, engine, engineAsked, maxSteps, set }: RunManifest): string {
  const pairs = Object.entries(set).map(([key, value]) => quote(`${key}=${value}`))
  return [
    `gradlab train ${quote(experiment)} --variant ${quote(variant)} --seed ${seed} --engine ${engine ?? engineAsked}`,
    ...(maxSteps === undefined ? [] : [`--max-steps ${maxSteps}`]),
    ...pairs.map((pair) => `--set ${pair}`),
  ].join(' ')
}

/** As a POSIX shell and PowerShell take it: a plain word as it is, anything else in single quotes. */
function quote(word: string): string {
  return /^[\w./=:@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
