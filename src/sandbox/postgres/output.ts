/** What a program of PostgreSQL says is wrong, in one line: the lines of its output that name a fault, or its end. */
export function faultsIn (output: string): string {
  const lines = output.split('\n')
    .map(line => line.replace(/^[-\d]+ [:.\d]+ UTC \[\d+\] /, '').replace(/\s+/g, ' ').trim())
    .filter(line => line !== '')
  const faults = lines.filter(line => /\b(?:FATAL|PANIC|ERROR|error|could not|no entries)\b/.test(line))
  return (faults.length > 0 ? faults : lines).slice(-5).join('; ').replace(/\.$/, '')
}
