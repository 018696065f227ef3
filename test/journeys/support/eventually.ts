/** Asks again until the answer is no longer undefined; then fails with what was awaited. */
export async function eventually<Answer>(awaited: string, ask: () => Promise<Answer | undefined>, limitMs = 30_000): Promise<Answer> {
  for (const start = Date.now(); ;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() - start > limitMs) throw new Error(`still waiting after ${limitMs / 1000} s for ${awaited}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
