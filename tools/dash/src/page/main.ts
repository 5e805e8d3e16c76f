import { fetchBoards, messageOf } from './api.ts';
import { App } from './app.ts';
import { h } from './dom.ts';

try {
  const { boards, problems } = await fetchBoards();
  new App(boards, problems).start();
} catch (error) {
  document.body.replaceChildren(h('p', { class: 'problem', role: 'alert' }, messageOf(error)));
}
