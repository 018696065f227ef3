import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { writeWhole } from './files'
import { reserveFile } from './layout'

/** Room for a last run.json and a last event, several times over. */
const reserveBytes = 64 * 1024

/**
 * Room on the disk that a run holds while it trains, so that when the disk is full it can still write down that it was. Random, since a
 * file system may keep zeros as a hole. @throws GradlabError disk/full, disk/write
 */
export const holdReserve = (run: string): void => writeWhole(reserveFile(run), randomBytes(reserveBytes))

export const giveReserve = (run: string): void => rmSync(reserveFile(run), { force: true })
