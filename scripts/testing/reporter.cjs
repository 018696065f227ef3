// A mocha reporter: failures in full, slow tests by name, and the counts in the file that the option `counts` names.
const { writeFileSync } = require('node:fs')
const { reporters, Runner } = require('mocha')

module.exports = class CountingReporter extends reporters.Base {
  /**
   * @param {import('mocha').Runner} runner
   * @param {import('mocha').MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options)
    runner.on(Runner.constants.EVENT_TEST_PASS, (test) => {
      if (test.speed === 'slow' && (test.duration ?? 0) > 2000) console.log(`  ${((test.duration ?? 0) / 1000).toFixed(1)} s  ${test.fullTitle()}`)
    })
    runner.on(Runner.constants.EVENT_TEST_PENDING, (test) => console.log(`  skipped: ${test.fullTitle()}`))
    runner.on(Runner.constants.EVENT_TEST_FAIL, (test) => console.log(`  FAILED: ${test.fullTitle()}`))
    runner.on(Runner.constants.EVENT_RUN_END, () => {
      if (this.failures.length > 0) reporters.Base.list(this.failures)
      const { passes, failures, pending } = this.stats
      writeFileSync(options.reporterOptions.counts, JSON.stringify({ passed: passes, failed: failures, skipped: pending }))
    })
  }
}
