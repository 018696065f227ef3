import type { FromEmbeddings, ToEmbeddings } from '../../protocol'
import type { Door } from '../host/door'
import { readChoices } from './choices'
import { createPanel, type Panel, type Said } from './panel'
import { sayIn } from './texts'

/** The embeddings panel. It is built once the host has said which language it speaks; what comes before that is kept. */
export function start(door: Door<ToEmbeddings, FromEmbeddings>): void {
  let panel: Panel | undefined
  const early: Said[] = []
  door.listen((message) => {
    if (message.kind !== 'hello') {
      if (panel) panel.hear(message)
      else early.push(message)
      return
    }
    if (panel) return
    const { language } = message
    document.documentElement.lang = language === 'zh-cn' ? 'zh-CN' : 'en'
    panel = createPanel(sayIn(language), language, readChoices(door.state.get()), {
      post: (answer) => door.post(answer),
      save: (choices) => door.state.set(choices),
    })
    document.body.replaceChildren(panel.element)
    for (const said of early.splice(0)) panel.hear(said)
  })
  door.post({ kind: 'ready' })
}
