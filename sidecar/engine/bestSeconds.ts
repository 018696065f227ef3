/**
 * Seconds that something takes at its best of some samples: whatever else the machine does meanwhile can only slow it down, and holds up a single sample by a
 * thousandfold. What is slow by itself is sampled less.
 * @param timeEach does it so many times in a row, and tells the seconds of each
 */
export async function bestSeconds(timeEach: (times: number) => Promise<number>): Promise<number> {
  let best = await timeEach(1)
  for (let spent = best, sample = 0; sample < samples && spent < mostSeconds; sample++) {
    const times = Math.max(1, Math.floor(sampleSeconds / best))
    const seconds = await timeEach(times)
    best = Math.min(best, seconds)
    spent += seconds * times
  }
  return best
}
const samples = 4
const sampleSeconds = 0.03
const mostSeconds = 0.75
