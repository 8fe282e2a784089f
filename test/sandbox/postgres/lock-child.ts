/** Takes the lock of each folder that a line names, says whether it could, and gives it back at the next line. */
import { createInterface } from 'node:readline'
import { lockFolder } from '../../../src/sandbox/postgres/lock.js'

let unlock = () => {}
console.log('ready')
for await (const folder of createInterface(process.stdin)) {
  unlock()
  unlock = () => {}
  try {
    if (folder !== '') unlock = lockFolder(folder)
    console.log('taken')
  } catch (error) {
    console.log((error as Error).message)
  }
}
