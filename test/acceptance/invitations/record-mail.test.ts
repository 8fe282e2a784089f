import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import t from 'tap'
import { OutcomeUnknown } from '../../../src/errors/unavailable.js'
import { invitationRepository } from '../../../src/acceptance/invitations/repository.js'
import { ids } from '../../helper/app.js'
import { connectTo, testDatabase } from '../../helper/database.js'

t.test(
  'a mail that cannot be recorded because the database is busy leaves an unknown outcome, not nothing',
  async t => {
    const stored = await testDatabase(t)
    const database = await connectTo(t, stored, { waitMs: 100 })
    let release = () => {}
    const released = new Promise<void>(resolve => {
      release = resolve
    })
    // Takes all ten connections of the pool.
    const busy = await Promise.all(
      Array.from(
        { length: 10 },
        () =>
          new Promise<{ done: Promise<void> }>(resolve => {
            const done = database.kysely.connection().execute(async connection => {
              await sql`SELECT 1`.execute(connection)
              resolve({ done })
              await released
            })
          })
      )
    )
    const recorded = invitationRepository(database).recordMail(
      ids.contoso,
      randomUUID(),
      randomUUID(),
      'mailed',
      new Date()
    )
    await t.rejects(recorded, OutcomeUnknown)
    release()
    await Promise.all(busy.map(({ done }) => done))
  }
)
