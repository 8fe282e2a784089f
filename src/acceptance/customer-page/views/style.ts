/** The page's only style sheet. It is designed for phones first, and loads no fonts or images. */
export const style = `
:root {
  color-scheme: light; --ink: #1d2433; --soft: #4b5568; --line: #c9d0db; --ground: #f6f7f9; --accent: #1a4fa3;
  --accent-dark: #123a7a; --wrong: #a4161a
}
* { box-sizing: border-box }
html {
  font: 100%/1.6 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Hiragino Sans", "Noto Sans CJK JP",
    "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  color: var(--ink); background: var(--ground); -webkit-text-size-adjust: 100%
}
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; overflow-wrap: anywhere }
header, main, footer { width: 100%; max-width: 44rem; margin-inline: auto; padding-inline: 1.25rem }
.top {
  display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .25rem 1.5rem;
  padding-block: 1.25rem .5rem; font-size: .9375rem
}
.mark { margin: 0; font-weight: 600; color: var(--accent-dark) }
.account { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .75rem; color: var(--soft) }
main { flex: 1; padding-block: 1rem 2.5rem }
h1 {
  margin: .5rem 0 .75rem; font-size: clamp(1.625rem, 1.3rem + 1.6vw, 2.125rem); line-height: 1.25; font-weight: 650;
  text-wrap: balance
}
h2, legend { margin: 0 0 .5rem; padding: 0; font-size: 1.1875rem; line-height: 1.35; font-weight: 650 }
p, ul, dl, blockquote { margin: 0 0 1rem }
ul { padding-inline-start: 1.25rem }
.lead { font-size: 1.125rem }
.hint, .note { color: var(--soft) }
.hint { font-size: .9375rem }
.note { font-weight: 400 }
section, fieldset { margin: 2rem 0 0; padding: 0; border: 0; min-width: 0 }
.card { padding: 1.25rem 1.25rem .25rem; background: #fff; border: 1px solid var(--line); border-radius: .75rem }
.card + .card { margin-top: 1rem }
dl { display: grid; gap: .625rem }
dt { font-size: .9375rem; color: var(--soft) }
dd { margin: 0 }
.code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .9375rem; overflow-wrap: anywhere }
blockquote { padding: .25rem 0 .25rem 1rem; border-inline-start: .25rem solid var(--accent) }
blockquote p:last-child { margin: 0 }
.status { margin-top: 1.5rem; padding: .75rem 1rem; background: #e9eff8; border-radius: .5rem }
a { color: var(--accent); text-underline-offset: .15em }
a:hover { color: var(--accent-dark) }
main a:not(.button) { display: inline-block; padding-block: .125rem }
main li a:not(.button) { display: block }
:lang(ja) :is(h1, h2, legend) { word-break: auto-phrase }
:focus-visible, .summary:focus { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: .25rem }
.field { margin: 0 0 1.125rem }
label { font-weight: 600 }
.field label { display: block; margin-bottom: .25rem }
input:not([type=checkbox]), select {
  width: 100%; min-height: 2.875rem; padding: .5rem .75rem; font: inherit; color: inherit; background: #fff;
  border: 1px solid #6f7a8c; border-radius: .5rem
}
input:not([type=checkbox])[aria-invalid] { border: 2px solid var(--wrong) }
.box [aria-invalid] { outline: 2px solid var(--wrong); outline-offset: 1px }
.box [aria-invalid]:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
.problem { margin: 0 0 .375rem; color: var(--wrong); font-weight: 600 }
.summary {
  margin: .5rem 0 1.5rem; padding: 1rem 1.25rem; background: #fff; border: 2px solid var(--wrong);
  border-radius: .75rem
}
.summary ul { margin: 0 }
.summary li { padding-block: .125rem }
.summary a { color: var(--wrong) }
form + .hint { margin-top: 1rem }
.consent { margin: 0 0 .75rem; padding: 1rem; background: #fff; border: 1px solid var(--line); border-radius: .75rem }
.box { display: flex; gap: .875rem; align-items: flex-start }
.box input { flex: none; width: 1.625rem; height: 1.625rem; margin: 0; accent-color: var(--accent) }
.box label { flex: 1; font-weight: 400; unicode-bidi: isolate; cursor: pointer }
.actions { display: flex; flex-direction: column; gap: .75rem; margin: 1.75rem 0 .75rem }
button, .button {
  display: inline-block; min-height: 2.875rem; padding: .5625rem 1.5rem; font: inherit; font-weight: 600;
  text-align: center; text-decoration: none; color: var(--accent-dark); background: #fff;
  border: 1px solid var(--accent); border-radius: .5rem; cursor: pointer
}
button:hover, .button:hover { background: #e9eff8 }
.primary { color: #fff; background: var(--accent) }
.primary:hover { color: #fff; background: var(--accent-dark) }
.quiet {
  min-width: 1.75rem; min-height: 1.75rem; padding: 0; border: 0; background: none; font-weight: 400;
  color: var(--accent); text-decoration: underline; text-underline-offset: .15em
}
.quiet:hover { background: none; color: var(--accent-dark) }
footer { padding-block: 0 2rem }
footer nav { padding-top: 1rem; border-top: 1px solid var(--line) }
.languages {
  display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: 0; padding: 0; list-style: none; font-size: .9375rem
}
.languages a { display: inline-block; padding-block: .25rem }
.languages [aria-current] { color: var(--ink); font-weight: 600; text-decoration: none }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (min-width: 36rem) {
  .card { padding: 1.5rem 1.75rem .5rem }
  dl > div { display: grid; grid-template-columns: 13rem 1fr; gap: 1rem }
  .actions { flex-direction: row }
}
@media print {
  html { background: #fff; font-size: 11pt }
  .account, footer, .screen-only { display: none }
  header, main { max-width: none; padding-inline: 0 }
  .card { border: 0; padding: 0 }
  dl > div { display: grid; grid-template-columns: 12rem 1fr; gap: 1rem; break-inside: avoid }
  blockquote { break-inside: avoid }
}
`
