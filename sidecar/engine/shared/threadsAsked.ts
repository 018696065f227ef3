/** How many threads GRADLAB_THREADS lets an engine that computes on the processor have; as many as there are cores where it says nothing. */
export function threadsAsked(): number | undefined {
  const asked = Number(process.env['GRADLAB_THREADS'])
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, 64) : undefined
}
