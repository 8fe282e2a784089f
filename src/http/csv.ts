import { stringify } from 'csv-stringify/sync'

/**
 * The position before a character that starts a formula, wherever a spreadsheet may see the beginning of a cell.
 * Spreadsheets of some countries separate cells by `;`, others guess the separator. They skip invisible characters and
 * quotation marks before the formula: doubled, as CSV requires, a quotation mark opens and closes the cell's quotation.
 */
const formulaStart =
  /(?:^|[,;\t\r\n])(?:(?![\t\r\n])[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}\u2800"])*(?=[=+\-@＝＋－＠])/gu

/**
 * Writes records as CSV in which no cell is a formula. Spreadsheets run formulas, and customers choose their own names.
 * An apostrophe before the first character of a formula makes the cell a text. It is also added within a cell and where
 * the character would be harmless.
 */
export function csvLines (records: ReadonlyArray<readonly string[]>): string {
  const escaped = records.map(cells => cells.map(cell => cell.replace(formulaStart, "$&'")))
  return stringify(escaped, { escape_formulas: true })
}
