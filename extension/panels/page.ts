import type { Language, PanelKind } from '../../protocol'

export interface PageParts {
  readonly kind: PanelKind
  readonly title: string
  readonly language: Language
  readonly nonce: string
  readonly cspSource: string
  readonly script: string // URIs
  readonly style: string
}

/** The whole document of a panel: one script, one style sheet, and nothing else that could load or run. */
export function pageOf({ kind, title, language, nonce, cspSource, script, style }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${language === 'zh-cn' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(cspSource, nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" nonce="${nonce}" href="${escapeAttribute(style)}">
<title>${escapeAttribute(title)}</title>
</head>
<body data-panel="${kind}">
<script nonce="${nonce}" src="${escapeAttribute(script)}"></script>
</body>
</html>
`
}

/** No remote content, no eval; pictures of data are made in the page (data:, blob:). */
export function contentSecurityPolicy(cspSource: string, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `img-src ${cspSource} data: blob:`,
    `media-src data: blob:`,
    `font-src ${cspSource}`,
  ].join('; ')
}

const escapeAttribute = (text: string): string => text.replace(/[&<>"]/g, (found) => `&#${found.charCodeAt(0)};`)
