/** The set-up cannot go on; the message says what to do. */
export class Stop extends Error {}

/**
 * @param {string} message
 * @returns {never}
 */
export function stop(message) {
  throw new Stop(message)
}
