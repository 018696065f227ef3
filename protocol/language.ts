export const LANGUAGES = ['en', 'zh-cn'] as const
export type Language = (typeof LANGUAGES)[number]

/** The language for a locale such as `zh_CN.UTF-8`, `zh-cn` or `de`: Chinese for any Chinese locale, else English. */
export function languageOf(locale: string | undefined): Language {
  return locale?.toLowerCase().startsWith('zh') ? 'zh-cn' : 'en'
}
