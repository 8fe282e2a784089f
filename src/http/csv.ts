import { stringify } from 'csv-stringify/sync'

/**
 * A sign that makes a formula of a cell, wherever a spreadsheet may see a cell begin. Those of some countries separate by
 * `;`, and others by whatever they find. Nothing that cannot be seen in front of the sign helps against it, and a quotation
 * mark there is taken away: doubled, as CSV has it, it opens and closes the cell's quotation.
 */
const formula = /(?:^|[,;\t\r\n])(?:(?![\t\r\n])[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800"])*(?=[=+\-@＝＋－＠])/gu

/**
 * Lines of CSV, in which no cell is a formula: spreadsheets run what looks like one, and a name that a customer chose must
 * stay a name. An apostrophe before the sign makes a text of it, also within a cell, and where the sign is harmless.
 */
export function csvLines (records: ReadonlyArray<readonly string[]>): string {
  return stringify(records.map(cells => cells.map(cell => cell.replace(formula, "$&'"))), { escape_formulas: true })
}
