import Type, { type TSchema } from 'typebox'

const linkSchema = Type.Object({
  uri: Type.String(),
  method: Type.Literal('GET'),
  headers: Type.Array(Type.String())
})

/** The schema of Partner Center's envelope of a list. `totalCount` is always the number of items. */
export function collectionSchema<Item extends TSchema> (items: Item, id: string, example: unknown) {
  return Type.Object({
    totalCount: Type.Integer({ minimum: 0 }),
    items: Type.Array(items),
    links: Type.Object({ self: linkSchema }),
    attributes: Type.Object({ objectType: Type.Literal('Collection') })
  }, { $id: id, title: id, examples: [example] })
}

/** Puts items into Partner Center's envelope of a list. `uri` is relative to `/v1`, as Partner Center's links are. */
export function presentCollection<Item> (items: Item[], uri: string) {
  return {
    totalCount: items.length,
    items,
    links: { self: { uri, method: 'GET' as const, headers: [] } },
    attributes: { objectType: 'Collection' as const }
  }
}
