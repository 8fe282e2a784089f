import type { Command } from 'commander'
import { settings, type Setting } from './table.js'

const all: readonly Setting[] = Object.values(settings)

/** The settings as a part of the help of `command`, as wide as its terminal. */
export function settingsHelp (command: Command): string {
  const help = command.createHelp()
  help.prepareContext({ helpWidth: process.stdout.columns ?? 100 })
  const longestName = Math.max(...all.map(({ name }) => name.length))
  const items = all.map(setting => {
    const defaultText = defaultOf(setting, text => text)
    return help.formatItem(
      setting.name,
      longestName,
      `${aboutOf(setting)}${defaultText && ` (default: ${defaultText})`}`,
      help
    )
  })
  return ['', 'Settings (environment variables):', ...items].join('\n')
}

/** The settings as a table in Markdown. */
export function settingsTable (): string {
  const rows = all.map(
    setting => `| \`${setting.name}\` | ${defaultOf(setting, text => `\`${text}\``)} | ${aboutOf(setting)} |\n`
  )
  return `| setting | default | what it is |\n| --- | --- | --- |\n${rows.join('')}`
}

/** Empty where there is no default. */
function defaultOf ({ default: given = '' }: Setting, shown: (text: string) => string): string {
  if (typeof given === 'object') return `${shown(given.production)}, in the sandbox ${shown(given.sandbox)}`
  return given && shown(given)
}

function aboutOf ({ mode, sentence }: Setting): string {
  return mode === undefined || mode === 'commands' ? sentence : `${mode} only: ${sentence}`
}
